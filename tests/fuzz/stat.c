#include "parse_stat.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *at = (const char *)data, *end = at + size;
    struct stat_cpu cpu;
    struct stat_counters counters;
    parse_stat(at, size, &counters);
    while ((at = parse_stat_cpu(at, end, &cpu)) != NULL)
        continue;
    return 0;
}
