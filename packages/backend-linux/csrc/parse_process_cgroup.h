/* /proc/PID/cgroup: cgroups(7). */
#ifndef SYSPROBE_PARSE_PROCESS_CGROUP_H
#define SYSPROBE_PARSE_PROCESS_CGROUP_H

#include <stddef.h>
#include <stdint.h>

struct process_cgroup {
    int64_t hierarchy;       /* 0: version 2 */
    const char *controllers; /* separated by commas; empty for version 2 */
    size_t controllers_len;
    const char *path;
    size_t path_len;
};

/* The membership that stands at or after `at`. Returns where the next one begins, NULL if there was no more.
 */
const char *next_process_cgroup(const char *at, const char *end, struct process_cgroup *out);

#endif
