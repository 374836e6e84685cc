#include "parse_vm_statistics.h"

#include "fields.h"

const struct vm_field vm_fields[VM_COUNTERS] = {
    [VM_FREE] = {0, 4},       [VM_ACTIVE] = {4, 4},       [VM_INACTIVE] = {8, 4},
    [VM_WIRED] = {12, 4},     [VM_PURGEABLE] = {88, 4},   [VM_SPECULATIVE] = {92, 4},
    [VM_PAGEINS] = {32, 8},   [VM_PAGEOUTS] = {40, 8},    [VM_SWAPINS] = {112, 8},
    [VM_SWAPOUTS] = {120, 8}, [VM_COMPRESSOR] = {128, 4}, [VM_THROTTLED] = {132, 4},
    [VM_EXTERNAL] = {136, 4}, [VM_INTERNAL] = {140, 4},   [VM_UNCOMPRESSED] = {144, 8},
};

int parse_vm_statistics(const uint8_t *buffer, size_t size, struct vm_counters *out)
{
    memset(out, 0, sizeof *out);
    if (size < VM_FIRST_EDITION)
        return -1;
    for (unsigned i = 0; i < VM_COUNTERS; i++) {
        const struct vm_field *field = &vm_fields[i];
        if ((size_t)field->offset + field->size > size)
            continue;
        const uint8_t *at = buffer + field->offset;
        out->values[i] = field->size == 4 ? field_u32(at) : field_u64(at);
        out->known |= 1u << i;
    }
    return 0;
}

int parse_swap_usage(const uint8_t *buffer, size_t size, struct swap_usage *out)
{
    if (size != SWAP_USAGE_SIZE)
        return -1;
    out->total = field_u64(buffer);
    out->available = field_u64(buffer + 8);
    out->used = field_u64(buffer + 16);
    return 0;
}
