#include "parse_cpu.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct relation_walk walk = {.span = {data, size, 0}};
    struct relation relation;
    uint64_t read = 0;
    while (next_relation(&walk, &relation) == 1) {
        for (size_t i = 0; i < relation.group_count; i++)
            read += read_group(&relation, i).mask;
    }
    for (size_t i = 0; i < size / CPU_TIMES_SIZE; i++)
        read += read_cpu_times(data, i).interrupts;
    for (size_t i = 0; i < size / POWER_SIZE; i++)
        read += read_cpu_power(data, i).limit;
    return read == UINT64_MAX;
}
