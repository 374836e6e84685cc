/* /proc/PID/stat and /proc/PID/task/TID/stat: proc_pid_stat(5). */
#ifndef SYSPROBE_PARSE_PROCESS_STAT_H
#define SYSPROBE_PARSE_PROCESS_STAT_H

#include <stddef.h>
#include <stdint.h>

/* The numbers that the manual page gives to the fields; 2 (comm) and 3 (state) are not numbers and have
 * members of their own. */
enum process_stat_field {
    STAT_PID = 1,
    STAT_PPID = 4,
    STAT_PGRP = 5,
    STAT_SESSION = 6,
    STAT_TTY_NR = 7,
    STAT_TPGID = 8,
    STAT_FLAGS = 9,
    STAT_MINFLT = 10,
    STAT_CMINFLT = 11,
    STAT_MAJFLT = 12,
    STAT_CMAJFLT = 13,
    STAT_UTIME = 14,
    STAT_STIME = 15,
    STAT_CUTIME = 16,
    STAT_CSTIME = 17,
    STAT_PRIORITY = 18,
    STAT_NICE = 19,
    STAT_NUM_THREADS = 20,
    STAT_STARTTIME = 22,
    STAT_VSIZE = 23,
    STAT_RSS = 24,
    STAT_PROCESSOR = 39,
    STAT_RT_PRIORITY = 40,
    STAT_POLICY = 41,
    STAT_DELAYACCT_BLKIO_TICKS = 42,
    STAT_GUEST_TIME = 43,
    STAT_CGUEST_TIME = 44,
    STAT_FIELDS = 53 /* one more than the newest kernel prints */
};

#define STAT_FLAG_KTHREAD 0x00200000 /* PF_KTHREAD of linux/sched.h */

struct process_stat {
    const char *name; /* into the buffer; not terminated; may hold any byte, ')' and newlines too */
    size_t name_len;
    char state;
    int last; /* the last field present: older kernels print fewer */
    int64_t field[STAT_FIELDS];
};

/* 0, or -1 where the text is no stat line. The name ends at the last ')', as it may contain any number of
 * them. */
int parse_process_stat(const char *buf, size_t len, struct process_stat *out);

#endif
