/* /proc/PID/cmdline: proc_pid_cmdline(5). */
#ifndef SYSPROBE_PARSE_CMDLINE_H
#define SYSPROBE_PARSE_CMDLINE_H

#include <stddef.h>

struct cmdline {
    const char *start; /* the arguments, separated by `separator`, without what ends the last one */
    size_t len;
    char separator; /* NUL; a blank where the process has overwritten its arguments by one text (setproctitle)
                     */
    size_t count;   /* number of arguments; 0: kernel thread, zombie, or a process that cleared them */
};

/* Cannot fail: whatever the process has made of its arguments is an answer. */
void parse_cmdline(const char *buf, size_t len, struct cmdline *out);

/* The next argument at `*at` (start with out->start), its length in *len; NULL after the last one. Empty
 * arguments count. */
const char *next_argument(const struct cmdline *line, const char **at, size_t *len);

#endif
