#include "parse_cpulist.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *at = (const char *)data, *end = at + size;
    struct cpulist_range range;
    while (parse_cpulist_range(&at, end, &range) > 0) {
        if (range.first < 0 || range.last < range.first || range.last > CPULIST_MAX || range.group < 1)
            __builtin_trap();
    }
    return 0;
}
