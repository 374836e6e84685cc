/* /proc/stat: proc_stat(5). The lines of the CPUs come first, one after the other; the counters of the whole
   system follow. */
#ifndef SYSPROBE_PARSE_STAT_H
#define SYSPROBE_PARSE_STAT_H

#include <stddef.h>
#include <stdint.h>

enum stat_mode {
    STAT_USER,
    STAT_NICE,
    STAT_SYSTEM,
    STAT_IDLE,
    STAT_IOWAIT,
    STAT_IRQ,
    STAT_SOFTIRQ,
    STAT_STEAL,
    STAT_GUEST,
    STAT_GUEST_NICE,
    STAT_MODES
};

#define STAT_ALL_CPUS (-1)

struct stat_cpu {
    int64_t number; /* or STAT_ALL_CPUS */
    int modes;      /* so many are there; old kernels have fewer */
    int64_t ticks[STAT_MODES];
};

/* Reads the CPU line at `at`. Returns where the next line starts, or NULL where none with at least user to
 * idle stands. */
const char *parse_stat_cpu(const char *at, const char *end, struct stat_cpu *out);

enum stat_counter {
    STAT_CTXT,
    STAT_INTR,
    STAT_SOFTIRQS,
    STAT_BTIME,
    STAT_PROCESSES,
    STAT_RUNNING,
    STAT_BLOCKED,
    STAT_COUNTERS
};

struct stat_counters {
    unsigned present; /* 1 << stat_counter */
    int64_t counter[STAT_COUNTERS];
};

/* 0, or -1 where not one counter is there. */
int parse_stat(const char *buf, size_t len, struct stat_counters *out);

#endif
