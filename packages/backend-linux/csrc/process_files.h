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

/* A process under reading: "PID/" stands in `path`, to which file names are added. */
struct process_path {
    int proc_fd;
    int32_t pid;
    size_t prefix;
    char path[64];
};

void process_path_set(struct process_path *process, int proc_fd, int32_t pid);

/* Each returns 0 or an errno. A file is read whole, whatever its size. */
int read_process_file(struct process_path *process, const char *name, struct file_buffer *buffer);
int read_process_link(struct process_path *process, const char *name, struct file_buffer *buffer);
int process_exists(struct process_path *process);
int count_descriptors(struct process_path *process, int live, int64_t *count);

/* Real, effective and saved ids by pidfd (Linux >= 6.13, any process, no privilege); ENOSYS or ENOTTY on
 * older kernels. */
int read_owner(int32_t pid, int64_t owner[OWNER_FIELDS]);
/* The same for a pidfd that is open. */
int owner_of_pidfd(int fd, int64_t owner[OWNER_FIELDS]);
int read_io_priority(int32_t pid, int64_t *value);

#endif
