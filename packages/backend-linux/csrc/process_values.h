/* One process: which files its columns need, what they say. No Python.h. */
#ifndef SYSPROBE_PROCESS_VALUES_H
#define SYSPROBE_PROCESS_VALUES_H

#include "parse_cmdline.h"
#include "parse_process_io.h"
#include "parse_process_stat.h"
#include "parse_process_status.h"
#include "parse_smaps.h"
#include "parse_statm.h"
#include "process_files.h"

/* The files in the order in which they are read: bits of `needed` and `got`. */
enum process_file {
    FILE_STAT = 1,
    FILE_STATM = 2,
    FILE_STATUS = 4,
    FILE_IO = 8,
    FILE_CMDLINE = 16,
    FILE_SCHEDSTAT = 32,
    FILE_ROLLUP = 64,
    FILE_OWNER = 128,  /* no file: a pidfd */
    FILE_IOPRIO = 256, /* no file: a system call */
};

struct process_reader {
    int live;
    int many;             /* more than one thing is read of each process, */
    int later;            /* some of it when values are made, */
    int whole_name;       /* the arguments, where the name was cut */
    int sizes_are_counts; /* of folders `fd`: 1, 0, or -1 where nobody has looked yet */
    int pidfd;            /* -1: none */
    int no_owner;         /* this kernel's pidfds tell nothing: do not ask again */
    unsigned needed;
    int check_thread_group; /* pids were given: a thread's number is no process, although /proc opens it */
    unsigned got;
    struct process_path process;
    struct file_buffer stat_text, statm_text, status_text, io_text, cmdline_text, other;
    struct process_stat stat;
    struct statm statm;
    struct process_status status;
    struct process_io io;
    struct cmdline cmdline;
    int64_t schedstat[3];
    int64_t rollup[ROLLUP_FIELDS];
    unsigned rollup_present; /* bit i: field i is known */
    int64_t owner[OWNER_FIELDS];
    int64_t io_priority;
};

void reader_init(struct process_reader *reader, const struct scan_request *request);
void reader_free(struct process_reader *reader);

/* Reads what `needed` says, all of it of one process. 1: there is such a process; 0: there is none (any
 * more); negative: -errno, a failure of ours. To be unloaded in each case. */
int reader_load(struct process_reader *reader, int proc_fd, int32_t pid);
void reader_unload(struct process_reader *reader);

/* The value of a column: 1, 0 where it is missing, or -errno for a failure of ours. Texts live until the next
 * call. */
int reader_number(struct process_reader *reader, const struct scan_column *column, int64_t *value);
int reader_text(struct process_reader *reader, const struct scan_column *column, const char **text,
                size_t *len);

/* For process_texts.c. Reads one of the files of a process: 0 or an errno; and what a value's errno means: 1,
 * 0 or -errno. */
int reader_file(struct process_reader *reader, unsigned file);
int reader_answer(int error);
/* Whether the process has ended (1), is there (0), or nobody knows (-1, or -errno for a failure of ours). */
int reader_has_ended(struct process_reader *reader);
/* Whether the kernel has cut the name: then the arguments may have the whole one. */
int reader_name_is_cut(const struct process_reader *reader);

#endif
