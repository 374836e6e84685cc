#include "parse_interrupts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *at = (const char *)data, *end = at + size;
    struct interrupts_row row;
    int64_t cpu;
    size_t cpus = 0;
    while (parse_interrupts_cpu(&at, end, &cpu) == 0)
        cpus++;
    while (parse_interrupts_row(&at, end, cpus, &row) == 0) {
        if (row.number > cpus || row.description.start + row.description.size > end || row.counts > end)
            __builtin_trap();
    }
    return 0;
}
