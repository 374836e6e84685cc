/* Reading one process below a descriptor of /proc. No Python.h. */
#ifndef SYSPROBE_PROCESS_FILES_H
#define SYSPROBE_PROCESS_FILES_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "failures.h"
#include "process_scan.h"

/* A growing buffer; one for each kind of file, as parsed values point into it. */
struct file_buffer {
    char *data;
    size_t size;
    size_t len;
};

/* A process under reading. Where more than one of its files is wanted it is pinned: a descriptor of its
 * folder is open, beneath which nobody is read who gets its number meanwhile. Else names are added to "PID/".
 */
struct process_path {
    int proc_fd;
    int live;   /* see struct scan_request */
    int folder; /* -1: not pinned */
    int32_t pid;
    size_t prefix;
    char path[64];
};

void process_path_set(struct process_path *process, int proc_fd, int live, int32_t pid);
/* Pins whoever has the number now: 0 or an errno (ENOENT: nobody; ENOTDIR: a link). Unpin it afterwards. */
int process_pin(struct process_path *process);
void process_unpin(struct process_path *process);

/* Each returns 0 or an errno. A file is read whole, whatever its size. */
int read_process_file(struct process_path *process, const char *name, struct file_buffer *buffer);
int read_process_link(struct process_path *process, const char *name, struct file_buffer *buffer);
/* Whether the pinned process is there, or any process of this number. */
int process_exists(struct process_path *process);
int count_descriptors(struct process_path *process, int64_t *count);
/* Whether the size of a folder `fd` is the number of descriptors (Linux 6.2): our own is not 0. */
int sizes_are_counts(int proc_fd);
/* Whether a link of the process leads to the file of this path. */
int is_link_to(struct process_path *process, const char *name, const char *path);

/* A pidfd: 0 or an errno; ENOSYS on old kernels, ESRCH: nobody has the number. */
int pidfd_of(int32_t pid, int *fd);
/* Real, effective and saved ids by pidfd (Linux >= 6.13, any process, no privilege). 0 or an errno; ENOTTY or
 * EINVAL on older kernels, ESRCH: it is gone. */
int owner_of_pidfd(int fd, int64_t owner[OWNER_FIELDS]);
int read_io_priority(int32_t pid, int64_t *value);

#endif
