#include <stdint.h>

#include "parse_diskstats.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *at = (const char *)data, *end = at + size;
    struct diskstats_line line;
    struct disk_counters counters;
    while (next_diskstats(&at, end, &line) == 1) {
        if (line.name_len == 0 || line.name < (const char *)data || line.name + line.name_len > at ||
            at > end)
            __builtin_trap();
    }
    parse_block_stat((const char *)data, size, &counters);
    return 0;
}
