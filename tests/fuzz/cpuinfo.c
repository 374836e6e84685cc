#include "parse_cpuinfo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *at = (const char *)data, *end = at + size;
    struct span key, value;
    struct cpuinfo_clock clock;
    while (parse_cpuinfo_line(&at, end, &key, &value) != CPUINFO_END)
        continue;
    at = (const char *)data;
    while (parse_cpuinfo_clock(&at, end, &clock) == 0) {
        if (clock.cpu < 0 || !(clock.mhz >= 0))
            __builtin_trap();
    }
    return 0;
}
