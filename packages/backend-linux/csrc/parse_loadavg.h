/* /proc/loadavg and /proc/uptime: decimal fractions in one line. */
#ifndef SYSPROBE_PARSE_LOADAVG_H
#define SYSPROBE_PARSE_LOADAVG_H

#include <stddef.h>

/* Reads the first `count` fractions. 0, or -1 where fewer are there. */
int parse_loadavg(const char *buf, size_t len, double *out, int count);

#endif
