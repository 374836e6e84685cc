/* /proc/PID/statm: proc_pid_statm(5). Seven numbers, in pages. */
#ifndef SYSPROBE_PARSE_STATM_H
#define SYSPROBE_PARSE_STATM_H

#include <stddef.h>
#include <stdint.h>

enum statm_field {
    STATM_SIZE,
    STATM_RESIDENT,
    STATM_SHARED,
    STATM_TEXT,
    STATM_LIB,
    STATM_DATA,
    STATM_DIRTY,
    STATM_FIELDS
};

struct statm {
    int64_t field[STATM_FIELDS];
};

/* 0, or -1 where fewer than the six numbers up to `data` are there. */
int parse_statm(const char *buf, size_t len, struct statm *out);

#endif
