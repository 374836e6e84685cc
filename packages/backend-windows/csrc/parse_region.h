/* A MEMORY_BASIC_INFORMATION, which VirtualQueryEx fills: pages next to each other that have everything in
 * common. */
#ifndef SYSPROBE_PARSE_REGION_H
#define SYSPROBE_PARSE_REGION_H

#include "parse_span.h"

/* Offsets; layouts_windows.c compares them with the SDK's. */
enum {
    REGION_BASE = 0,
    REGION_ALLOCATION = 8,
    REGION_ALLOCATION_PROTECT = 16,
    REGION_BYTES = 24,
    REGION_STATE = 32,
    REGION_PROTECT = 36,
    REGION_TYPE = 40,
    REGION_SIZE = 48,
};

enum {
    REGION_COMMITTED = 0x1000, /* MEM_COMMIT */
    REGION_RESERVED = 0x2000,
    REGION_FREE = 0x10000,
    REGION_PRIVATE = 0x20000,
    REGION_MAPPED = 0x40000,
    REGION_IMAGE = 0x1000000,
};

struct region {
    uint64_t base;
    uint64_t size;
    uint64_t allocation; /* where the allocation begins that it is a part of */
    uint32_t state;
    uint32_t protect; /* PAGE_*; of what is not committed 0 */
    uint32_t type;
};

/* 0, or -1 if it makes no sense: a walk over regions must lead on. */
int parse_region(const unsigned char *bytes, uint64_t asked, struct region *out);

#endif
