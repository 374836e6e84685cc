/* /proc/interrupts and /proc/softirqs: a line of CPUs, then a line for each source with a count for each CPU.
 */
#ifndef SYSPROBE_PARSE_INTERRUPTS_H
#define SYSPROBE_PARSE_INTERRUPTS_H

#include <stddef.h>
#include <stdint.h>

#include "lines.h"

/* Reads one "CPU7" of the first line at `*at` and moves on. 0, or -1 where no other one follows. */
int parse_interrupts_cpu(const char **at, const char *end, int64_t *cpu);

struct interrupts_row {
    struct span name;        /* before the colon */
    const char *counts;      /* where the first count stands */
    struct span description; /* after the counts; may be empty */
    size_t number;           /* of counts; at most the CPUs of the first line */
};

/* Reads the line at `*at` and moves to the next; lines without a colon are passed over. `cpus` is the number
   of CPUs in the first line. 0, or -1 at the end. */
int parse_interrupts_row(const char **at, const char *end, size_t cpus, struct interrupts_row *out);

#endif
