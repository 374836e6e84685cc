#include "parse_cpu.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint64_t read = (uint64_t)count_relations(data, size);
    for (size_t i = 0; i < size / CPU_TIMES_SIZE; i++)
        read += read_cpu_times(data, i).interrupts;
    for (size_t i = 0; i < size / POWER_SIZE; i++)
        read += read_cpu_power(data, i).limit;
    return read == UINT64_MAX;
}
