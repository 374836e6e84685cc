/* /proc/diskstats and /sys/block/.../stat (Documentation/admin-guide/iostats.rst). No Python.h here. */
#ifndef SYSPROBE_PARSE_DISKSTATS_H
#define SYSPROBE_PARSE_DISKSTATS_H

#include <stddef.h>
#include <stdint.h>

/* The counters, in the order of the record DiskIOCounters. */
enum diskstats_field {
    DISK_READ_COUNT,
    DISK_WRITE_COUNT,
    DISK_READ_BYTES,
    DISK_WRITE_BYTES,
    DISK_READ_TIME,
    DISK_WRITE_TIME,
    DISK_BUSY_TIME,
    DISK_WEIGHTED_TIME,
    DISK_READ_MERGED,
    DISK_WRITE_MERGED,
    DISK_DISCARD_COUNT,
    DISK_DISCARD_MERGED,
    DISK_DISCARD_BYTES,
    DISK_DISCARD_TIME,
    DISK_FLUSH_COUNT,
    DISK_FLUSH_TIME,
    DISK_FIELDS
};

struct disk_counters {
    uint32_t present; /* bit 1 << field: the kernel counts it */
    uint64_t field[DISK_FIELDS];
};

struct diskstats_line {
    const char *name; /* into the buffer */
    size_t name_len;
    struct disk_counters counters;
};

/* The line at *at, which moves on to the next one. 1: a line was read. 0: there are no more.
   -1: malformed, or cut off before its end. */
int next_diskstats(const char **at, const char *end, struct diskstats_line *out);

/* The counters of a `stat` file. 0, or -1 if malformed. */
int parse_block_stat(const char *buf, size_t len, struct disk_counters *out);

#endif
