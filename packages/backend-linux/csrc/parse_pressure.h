/* /proc/pressure/RESOURCE: "some avg10=0.12 avg60=0.34 avg300=0.56 total=78" and the same with "full". */
#ifndef SYSPROBE_PARSE_PRESSURE_H
#define SYSPROBE_PARSE_PRESSURE_H

#include <stddef.h>
#include <stdint.h>

enum pressure_line { PRESSURE_SOME, PRESSURE_FULL, PRESSURE_LINES };

struct pressure_averages {
    double avg10, avg60, avg300; /* percent */
    int64_t total;               /* microseconds */
};

struct pressure {
    unsigned present; /* 1 << pressure_line */
    struct pressure_averages line[PRESSURE_LINES];
};

/* 0, or -1 where neither line is there whole. */
int parse_pressure(const char *buf, size_t len, struct pressure *out);

#endif
