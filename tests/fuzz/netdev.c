#include "parse_netdev.h"

/* Every answer lies in the text, and the text comes to an end. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes name;
    struct counters counters;
    const char *at = (const char *)data, *end = at + size, *before = NULL;
    while (parse_netdev(&at, end, &name, &counters) == 1) {
        if (name.data < data || name.data + name.size > data + size || at == before || at > end)
            __builtin_trap();
        before = at;
    }
    return 0;
}
