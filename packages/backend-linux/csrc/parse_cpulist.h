/* Lists of CPUs and nodes as sysfs prints them: "0-3,8,16-31:1/2". */
#ifndef SYSPROBE_PARSE_CPULIST_H
#define SYSPROBE_PARSE_CPULIST_H

#include <stddef.h>
#include <stdint.h>

/* Numbers from first to last; of each `group` of them only the first `used`. */
struct cpulist_range {
    int64_t first, last, used, group;
};

/* No kernel can be built for more than 8192 CPUs, and a list may not make us count for ever. */
#define CPULIST_MAX 65535

/* Reads the range at `*at` and moves on. 1, 0 at the end of the list, or -1 where the text makes no sense. */
int parse_cpulist_range(const char **at, const char *end, struct cpulist_range *out);

#endif
