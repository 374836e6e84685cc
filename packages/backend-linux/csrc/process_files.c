#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* O_PATH */
#endif
#include "process_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "directory.h"

void process_path_set(struct process_path *process, int proc_fd, int live, int32_t pid)
{
    char digits[12];
    size_t n = 0;
    uint32_t rest = (uint32_t)pid;
    do {
        digits[n++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    process->proc_fd = proc_fd;
    process->live = live;
    process->folder = -1;
    process->pid = pid;
    for (size_t i = 0; i < n; i++)
        process->path[i] = digits[n - 1 - i];
    process->path[n] = '/';
    process->path[n + 1] = '\0';
    process->prefix = n + 1;
}

/* The folder of the process without the slash, so that a link is seen as one: no process is behind a link,
   and a recorded tree that has one would lead us out of its root. */
static const char *folder_path(struct process_path *process)
{
    process->path[process->prefix - 1] = '\0';
    return process->path;
}

int process_pin(struct process_path *process)
{
    process->folder =
        openat(process->proc_fd, folder_path(process), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return process->folder < 0 ? errno : 0;
}

void process_unpin(struct process_path *process)
{
    if (process->folder >= 0)
        close(process->folder);
    process->folder = -1;
}

/* Where a file of the process is: a descriptor and a path beneath it; NULL: the name is too long. Names come
   from tables of this backend and are short; anything else is refused rather than cut. */
static const char *locate(struct process_path *process, const char *name, int *at)
{
    size_t len = strlen(name) + 1;
    if (process->folder >= 0) {
        *at = process->folder;
        return name;
    }
    *at = process->proc_fd;
    if (len > sizeof process->path - process->prefix)
        return NULL;
    process->path[process->prefix - 1] = '/';
    memcpy(process->path + process->prefix, name, len);
    return process->path;
}

static int ensure_size(struct file_buffer *buffer, size_t size)
{
    char *grown;
    if (buffer->size >= size)
        return 0;
    grown = realloc(buffer->data, size);
    if (!grown)
        return ENOMEM;
    buffer->data = grown;
    buffer->size = size;
    return 0;
}

int read_process_file(struct process_path *process, const char *name, struct file_buffer *buffer)
{
    int at, fd, error = ensure_size(buffer, 4096);
    const char *path = locate(process, name, &at);
    buffer->len = 0;
    if (!path)
        error = ENAMETOOLONG;
    if (error)
        return error;
    fd = openat(at, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW);
    if (fd < 0)
        return errno;
    for (;;) {
        size_t room = buffer->size - buffer->len;
        ssize_t n = read(fd, buffer->data + buffer->len, room);
        if (n < 0) {
            if (errno == EINTR)
                continue;
            error = errno;
            break;
        }
        buffer->len += (size_t)n;
        /* These files are one record each, which the kernel hands over whole: a short read is the end of it.
         */
        if ((size_t)n < room)
            break;
        error = buffer->size > SIZE_MAX / 2 ? ENOMEM : ensure_size(buffer, buffer->size * 2);
        if (error)
            break;
    }
    close(fd);
    return error;
}

int read_process_link(struct process_path *process, const char *name, struct file_buffer *buffer)
{
    int at, error = ensure_size(buffer, 4096);
    const char *path = locate(process, name, &at);
    buffer->len = 0;
    if (!path)
        error = ENAMETOOLONG;
    while (!error) {
        ssize_t n = readlinkat(at, path, buffer->data, buffer->size);
        if (n < 0)
            return errno;
        if ((size_t)n < buffer->size) {
            buffer->len = (size_t)n;
            return 0;
        }
        error = buffer->size > SIZE_MAX / 2 ? ENOMEM : ensure_size(buffer, buffer->size * 2);
    }
    return error;
}

int process_exists(struct process_path *process)
{
    struct stat status;
    if (process->folder >= 0 && process->live) /* names vanish with the process, at once */
        return faccessat(process->folder, "stat", F_OK, 0) == 0 || (errno != ENOENT && errno != ESRCH);
    return fstatat(process->proc_fd, folder_path(process), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISDIR(status.st_mode);
}

static int count_entries(int at, const char *path, int64_t *count)
{
    struct directory directory;
    const char *name;
    int64_t entries = 0;
    int error = directory_open(&directory, at, path);
    if (error)
        return error;
    while ((error = directory_next(&directory, &name)) == 0 && name)
        entries += is_digit(name[0]);
    directory_close(&directory);
    if (!error)
        *count = entries;
    return error;
}

int count_descriptors(struct process_path *process, int64_t *count)
{
    int at;
    const char *path = locate(process, "fd", &at);
    struct stat status;
    if (!path)
        return ENAMETOOLONG;
    /* Since Linux 6.2 the size of the directory is the number of descriptors, and anybody may ask for it.
       Older kernels say 0, as does a process without descriptors: then they are counted, which needs the
       right to list them. */
    if (process->live) {
        if (fstatat(at, path, &status, 0) != 0)
            return errno;
        if (status.st_size > 0) {
            *count = status.st_size;
            return 0;
        }
    }
    return count_entries(at, path, count);
}

int sizes_are_counts(int proc_fd)
{
    struct stat status;
    return fstatat(proc_fd, "self/fd", &status, 0) == 0 && status.st_size > 0;
}

int is_link_to(struct process_path *process, const char *name, const char *path)
{
    struct stat real, named;
    int at;
    const char *link = locate(process, name, &at);
    return link && fstatat(at, link, &real, 0) == 0 && stat(path, &named) == 0 &&
           real.st_dev == named.st_dev && real.st_ino == named.st_ino;
}

/* linux/pidfd.h since 6.13; spelt out here, as the headers of the build machine are mostly older. */
struct pidfd_information {
    uint64_t mask, cgroup_id;
    uint32_t pid, tgid, ppid, ruid, rgid, euid, egid, suid, sgid, fsuid, fsgid;
    int32_t exit_code;
};
_Static_assert(sizeof(struct pidfd_information) == 64, "the first published version of struct pidfd_info");
#define PIDFD_GET_INFORMATION _IOWR(0xFF, 11, struct pidfd_information)
#define PIDFD_CREDENTIALS UINT64_C(2)
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

int owner_of_pidfd(int fd, int64_t owner[OWNER_FIELDS])
{
    struct pidfd_information info;
    memset(&info, 0, sizeof info);
    info.mask = PIDFD_CREDENTIALS;
    if (ioctl(fd, PIDFD_GET_INFORMATION, &info) != 0)
        return errno;
    if (!(info.mask & PIDFD_CREDENTIALS))
        return ENODATA;
    owner[OWNER_UID] = info.ruid;
    owner[OWNER_EUID] = info.euid;
    owner[OWNER_SUID] = info.suid;
    owner[OWNER_GID] = info.rgid;
    owner[OWNER_EGID] = info.egid;
    owner[OWNER_SGID] = info.sgid;
    return 0;
}

int pidfd_of(int32_t pid, int *fd)
{
    *fd = (int)syscall(SYS_pidfd_open, pid, 0);
    return *fd < 0 ? errno : 0;
}

int read_io_priority(int32_t pid, int64_t *value)
{
    long priority = syscall(SYS_ioprio_get, 1 /* IOPRIO_WHO_PROCESS */, pid);
    if (priority < 0)
        return errno;
    *value = priority;
    return 0;
}
