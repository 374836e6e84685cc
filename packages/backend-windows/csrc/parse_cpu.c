#include "parse_cpu.h"

#include "parse_span.h"

struct cpu_times read_cpu_times(const unsigned char *bytes, size_t number)
{
    const unsigned char *at = bytes + number * CPU_TIMES_SIZE;
    return (struct cpu_times){
        .idle = get_u64(at),
        .kernel = get_u64(at + 8),
        .user = get_u64(at + 16),
        .dpc = get_u64(at + 24),
        .interrupt = get_u64(at + 32),
        .interrupts = get_u32(at + 40),
    };
}

struct cpu_power read_cpu_power(const unsigned char *bytes, size_t number)
{
    const unsigned char *at = bytes + number * POWER_SIZE;
    return (struct cpu_power){get_u32(at), get_u32(at + 4), get_u32(at + 8), get_u32(at + 12)};
}

long count_relations(const unsigned char *bytes, size_t size)
{
    long count = 0;
    for (size_t offset = 0; offset < size; count++) {
        if (size - offset < 8)
            return -1;
        uint32_t step = get_u32(bytes + offset + 4);
        if (step < 8 || step > size - offset)
            return -1;
        offset += step;
    }
    return count;
}
