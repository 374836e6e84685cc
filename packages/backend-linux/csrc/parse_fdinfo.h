/* /proc/PID/fdinfo/FD: proc_pid_fdinfo(5). */
#ifndef SYSPROBE_PARSE_FDINFO_H
#define SYSPROBE_PARSE_FDINFO_H

#include <stddef.h>
#include <stdint.h>

struct fdinfo {
    int64_t position;
    int64_t flags; /* of open(2) */
};

/* 0, or -1 where position or flags are missing. */
int parse_fdinfo(const char *buf, size_t len, struct fdinfo *out);

#endif
