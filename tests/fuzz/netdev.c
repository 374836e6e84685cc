#include "parse_netdev.h"

/* Every answer lies in the text, and the text comes to an end. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes name;
    struct counters counters;
    size_t offset = 0, before = 0;
    while (parse_netdev((const char *)data, size, &offset, &name, &counters) == 1) {
        if (name.data < data || name.data + name.size > data + size || offset <= before)
            __builtin_trap();
        before = offset;
    }
    return 0;
}
