/* /proc/PID/mountinfo, /proc/PID/mounts and /proc/filesystems: proc_pid_mountinfo(5). No Python.h here. */
#ifndef SYSPROBE_PARSE_MOUNTINFO_H
#define SYSPROBE_PARSE_MOUNTINFO_H

#include <stddef.h>
#include <stdint.h>

#include "lines.h"

/* The spans point into the buffer, escapes and all. */
struct mount {
    int64_t major, minor; /* of the file system's device; -1 where the file does not tell (mounts) */
    struct span root;     /* start NULL in mounts */
    struct span mountpoint;
    struct span options; /* of the mount */
    struct span fstype;
    struct span source;        /* may be empty */
    struct span super_options; /* of the file system; start NULL in mounts, whose options are both together */
};

/* The line at *at, which moves on to the next one. 1: a line was read. 0: there are no more.
   -1: malformed, or cut off before its end. */
int next_mountinfo(const char **at, const char *end, struct mount *out);
int next_mounts(const char **at, const char *end, struct mount *out);

/* Write the bytes of a span with its escapes (\040 is a blank) resolved: at most as many as it has. Returns
 * how many. */
size_t unescape(struct span from, char *to);

/* Both kinds of options as one list, read-only if either is, unescaped: at most options.size +
   super_options.size + 1 bytes. Returns how many. */
size_t merge_options(const struct mount *mount, char *to);

/* Whether /proc/filesystems lists this type, whose part after a dot does not count, as one that lives on a
   device (zfs does, whatever the kernel says). */
int on_device(const char *filesystems, size_t len, struct span fstype);

#endif
