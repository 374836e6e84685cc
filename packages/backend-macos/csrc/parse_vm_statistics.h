/* struct vm_statistics64 as host_statistics64() fills it, and struct xsw_usage. No Python, no Darwin header.
 */
#ifndef SYSPROBE_PARSE_VM_STATISTICS_H
#define SYSPROBE_PARSE_VM_STATISTICS_H

#include <stddef.h>
#include <stdint.h>

/* The counters in the order in which they are given to Python. */
enum vm_counter {
    VM_FREE,
    VM_ACTIVE,
    VM_INACTIVE,
    VM_WIRED,
    VM_PURGEABLE,
    VM_SPECULATIVE,
    VM_PAGEINS,
    VM_PAGEOUTS,
    VM_SWAPINS,
    VM_SWAPOUTS,
    VM_COMPRESSOR,
    VM_THROTTLED,
    VM_EXTERNAL,
    VM_INTERNAL,
    VM_UNCOMPRESSED,
    VM_COUNTERS,
};

struct vm_field {
    uint16_t offset;
    uint16_t size;
};
extern const struct vm_field vm_fields[VM_COUNTERS];

struct vm_counters {
    uint64_t values[VM_COUNTERS];
    uint32_t known; /* bit n: values[n] lies inside what the kernel filled in */
};

/* The structure has grown with the system (152 bytes on macOS 11, 416 in the SDK of 27): the kernel says how
   much of it it filled in, and only that much is read. 0, or -1 if not even the first edition is there. */
int parse_vm_statistics(const uint8_t *buffer, size_t size, struct vm_counters *out);

#define VM_FIRST_EDITION 96

struct swap_usage {
    uint64_t total;
    uint64_t available;
    uint64_t used;
};
#define SWAP_USAGE_SIZE 32

/* 0, or -1 if the buffer is not one struct xsw_usage. */
int parse_swap_usage(const uint8_t *buffer, size_t size, struct swap_usage *out);

#endif
