/* /proc/cpuinfo: "key : value" lines in blocks that empty lines part; each architecture has keys of its own.
 */
#ifndef SYSPROBE_PARSE_CPUINFO_H
#define SYSPROBE_PARSE_CPUINFO_H

#include <stddef.h>
#include <stdint.h>

#include "lines.h"

enum cpuinfo_line { CPUINFO_PAIR, CPUINFO_BREAK, CPUINFO_END };

/* Reads the line at `*at` and moves to the next. A pair's key and value come without blanks around them;
   lines that are neither empty nor a pair are passed over. */
enum cpuinfo_line parse_cpuinfo_line(const char **at, const char *end, struct span *key, struct span *value);

struct cpuinfo_clock {
    int64_t cpu;
    double mhz;
};

/* Reads on from `*at` to the next CPU that tells its clock: "cpu MHz" (x86), "clock" (POWER), "cpu MHz
   dynamic" (s390). 0, or -1 at the end. */
int parse_cpuinfo_clock(const char **at, const char *end, struct cpuinfo_clock *out);

#endif
