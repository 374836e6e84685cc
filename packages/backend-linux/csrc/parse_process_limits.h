/* /proc/PID/limits: proc_pid_limits(5). */
#ifndef SYSPROBE_PARSE_PROCESS_LIMITS_H
#define SYSPROBE_PARSE_PROCESS_LIMITS_H

#include <stddef.h>
#include <stdint.h>

/* In the order of the file, which is that of the numbers on x86; other architectures number them differently.
 */
enum process_limit {
    LIMIT_CPU,
    LIMIT_FSIZE,
    LIMIT_DATA,
    LIMIT_STACK,
    LIMIT_CORE,
    LIMIT_RSS,
    LIMIT_NPROC,
    LIMIT_NOFILE,
    LIMIT_MEMLOCK,
    LIMIT_AS,
    LIMIT_LOCKS,
    LIMIT_SIGPENDING,
    LIMIT_MSGQUEUE,
    LIMIT_NICE,
    LIMIT_RTPRIO,
    LIMIT_RTTIME,
    LIMIT_COUNT
};

struct process_limits {
    unsigned present;            /* bit i: limit i was in the file */
    unsigned soft_set, hard_set; /* bit i: a number stands there; otherwise it is unlimited */
    uint64_t soft[LIMIT_COUNT], hard[LIMIT_COUNT];
};

/* 0, or -1 where no limit is there. */
int parse_process_limits(const char *buf, size_t len, struct process_limits *out);

#endif
