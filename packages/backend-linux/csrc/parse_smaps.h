/* /proc/PID/smaps, smaps_rollup and maps: proc_pid_smaps(5), proc_pid_maps(5). */
#ifndef SYSPROBE_PARSE_SMAPS_H
#define SYSPROBE_PARSE_SMAPS_H

#include <stddef.h>
#include <stdint.h>

/* What is counted for an area, in KiB. */
enum smaps_field {
    SMAPS_SIZE,
    SMAPS_RSS,
    SMAPS_PSS,
    SMAPS_SHARED_CLEAN,
    SMAPS_SHARED_DIRTY,
    SMAPS_PRIVATE_CLEAN,
    SMAPS_PRIVATE_DIRTY,
    SMAPS_REFERENCED,
    SMAPS_ANONYMOUS,
    SMAPS_SHARED_HUGETLB,
    SMAPS_PRIVATE_HUGETLB,
    SMAPS_SWAP,
    SMAPS_LOCKED,
    SMAPS_FIELDS
};

struct smaps_area {
    uint64_t start, end, offset, inode;
    const char *permissions; /* four letters */
    const char *device;      /* "major:minor", hexadecimal */
    size_t device_len;
    const char *path; /* the kernel writes a newline in it as \012 */
    size_t path_len;
    unsigned present; /* bit i: value i is known; none in `maps` */
    int64_t value[SMAPS_FIELDS];
};

/* The area that begins at or after `at`; lines that belong to none are passed over. Returns where the next
   one may begin, NULL if there was no more. */
const char *next_smaps_area(const char *at, const char *end, struct smaps_area *out);

/* Resident memory that nobody else maps (KiB), or -1 where the area does not tell. */
int64_t smaps_unique(const struct smaps_area *area);

#endif
