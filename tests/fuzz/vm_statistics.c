#include "parse_vm_statistics.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vm_counters counters;
    struct swap_usage usage;
    parse_vm_statistics(data, size, &counters);
    parse_swap_usage(data, size, &usage);
    return 0;
}
