/* The bulk reader of processes: one walk over /proc, only the files that the columns need, no Python.h. */
#ifndef SYSPROBE_PROCESS_SCAN_H
#define SYSPROBE_PROCESS_SCAN_H

#include <stddef.h>
#include <stdint.h>

/* Where a column's value comes from. The Python side uses the same numbers (process_columns.py). */
enum scan_source {
    /* numbers */
    SOURCE_PID = 0,
    SOURCE_STAT = 1,        /* field: enum process_stat_field */
    SOURCE_STATE = 2,       /* the letter of stat */
    SOURCE_STATM = 3,       /* field: enum statm_field */
    SOURCE_STATUS = 4,      /* field: enum process_status_field */
    SOURCE_IO = 5,          /* field: enum process_io_field */
    SOURCE_OWNER = 6,       /* field: enum owner_field; from a pidfd where the kernel can, else from status */
    SOURCE_FD_COUNT = 7,    /* number of open descriptors */
    SOURCE_NUMBER_FILE = 8, /* field: index of scan_number_files */
    SOURCE_SCHEDSTAT = 9,   /* field: 0 to 2 */
    SOURCE_IOPRIO = 10,     /* ioprio_get(2); live only */
    SOURCE_ROLLUP = 11,     /* field: enum rollup_field */
    /* texts */
    SOURCE_NAME = 32,       /* comm of stat, made whole from the arguments where the kernel has cut it */
    SOURCE_CMDLINE = 33,    /* arguments, each followed by NUL */
    SOURCE_LINK = 34,       /* field: index of scan_links */
    SOURCE_TEXT_FILE = 35,  /* field: index of scan_text_files; as it is */
    SOURCE_STATUS_TEXT = 36 /* field: enum process_status_text */
};

enum owner_field { OWNER_UID, OWNER_EUID, OWNER_SUID, OWNER_GID, OWNER_EGID, OWNER_SGID, OWNER_FIELDS };

/* Of smaps_rollup (Linux 4.14), else smaps, in KiB. */
enum rollup_field { ROLLUP_USS, ROLLUP_PSS, ROLLUP_SWAP, ROLLUP_FIELDS };

extern const char *const scan_number_files[]; /* NULL-terminated: oom_score, ... */
extern const char *const scan_links[];        /* NULL-terminated: exe, cwd, root */
extern const char *const scan_text_files[];   /* NULL-terminated: cgroup, environ, ... */

enum scan_kind { KIND_INTEGER = 0, KIND_FLOAT = 1, KIND_TEXT = 2 };

struct scan_column {
    int source;
    int field;
    int kind;       /* enum scan_kind */
    int64_t factor; /* KIND_INTEGER: value * factor */
    double divisor; /* KIND_FLOAT: value / divisor + offset */
    double offset;
};

struct scan_request {
    int proc_fd; /* descriptor of the /proc to read */
    int live;    /* it is this kernel's and shows our pid namespace: system calls by pid may help */
    const struct scan_column *columns;
    size_t column_count;
    const int32_t *pids; /* NULL: all */
    size_t pid_count;
    unsigned workers; /* number of threads, at least 1 */
};

/* One column of the answer. Numbers: `cells` holds int64_t or double bits. Texts: `cells` holds lengths,
 * `text` the bytes. */
struct scan_values {
    uint64_t *cells;
    unsigned char *valid; /* one byte for each row: 1, or 0 where the value is missing */
    char *text;
    size_t text_len, text_size;
};

/* The answer of one thread; the parts follow one another. */
struct scan_part {
    size_t rows;
    struct scan_values *columns;
};

struct scan_result {
    size_t rows;
    size_t part_count, column_count;
    struct scan_part *parts;
};

/* 0, or an errno where nothing can be answered (no memory, no descriptors left, /proc unreadable). What one
   process does not show is a missing value, never an error. Free the result in both cases. */
int scan_processes(const struct scan_request *request, struct scan_result *result);
void scan_free(struct scan_result *result);

/* The pids of all processes in ascending order, malloc'ed: free them. 0 or an errno. */
int scan_pids(int proc_fd, int32_t **pids, size_t *count);

#endif
