#include "parse_handles.h"
#include "parse_working_set.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span span = {data, size, 0};
    uint64_t read = 0;
    for (size_t i = 0, count = count_handles(&span); i < count; i++)
        read += read_own_handle(&span, i) + read_any_handle(&span, i, 8);
    unsigned char *copy = malloc(size + 1);
    if (copy == NULL)
        return 0;
    memcpy(copy, data, size);
    span.bytes = copy;
    if (count_pages(&span) > 0)
        sort_pages(copy, size);
    /* Sorted, those before an address and those from it on are all. */
    size_t before = pages_before(&span, 0, UINT64_C(1) << 40);
    if (before + pages_before(&span, before, UINT64_MAX) > count_pages(&span) ||
        count_unshared(&span) > count_pages(&span))
        __builtin_trap();
    free(copy);
    return read == UINT64_MAX;
}
