/* /proc/meminfo, /proc/vmstat and /proc/zoneinfo. No Python.h: fuzzers and other platforms compile it as it
 * is. */
#ifndef SYSPROBE_PARSE_MEMORY_H
#define SYSPROBE_PARSE_MEMORY_H

#include <stddef.h>
#include <stdint.h>

enum meminfo_field {
    MEM_TOTAL,
    MEM_FREE,
    MEM_AVAILABLE,
    BUFFERS,
    CACHED,
    SWAP_CACHED,
    ACTIVE,
    INACTIVE,
    ACTIVE_FILE,
    INACTIVE_FILE,
    SWAP_TOTAL,
    SWAP_FREE,
    SHMEM,
    MEM_SHARED,
    SLAB,
    SRECLAIMABLE,
    COMMIT_LIMIT,
    COMMITTED,
    INACT_DIRTY,
    INACT_CLEAN,
    INACT_LAUNDRY,
    MEMINFO_FIELDS
};

struct meminfo {
    uint32_t present;               /* bit n: field n was there */
    uint64_t field[MEMINFO_FIELDS]; /* bytes */
};

/* Unknown lines, lines without a number and a last line that is cut off are left out. Never fails. */
void parse_meminfo(const char *buf, size_t len, struct meminfo *out);

struct swap_traffic {
    int present;      /* both counters were there */
    uint64_t in, out; /* pages */
};

void parse_swap_traffic(const char *buf, size_t len, struct swap_traffic *out);

struct zones {
    int present;      /* at least one zone told its low watermark */
    uint64_t low;     /* sum of the low watermarks, in pages */
    uint64_t managed; /* sum of the pages that the zones manage (before 3.8: hold); 0 where not told */
};

void parse_zones(const char *buf, size_t len, struct zones *out);

#endif
