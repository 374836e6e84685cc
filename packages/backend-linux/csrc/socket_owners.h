/* Which process holds which socket: the links /proc/PID/fd/N that read "socket:[inode]". No Python.h. */
#ifndef SYSPROBE_SOCKET_OWNERS_H
#define SYSPROBE_SOCKET_OWNERS_H

#include <stddef.h>
#include <stdint.h>

struct socket_owner {
    uint64_t inode;
    int32_t pid;
    int32_t fd;
};

struct socket_owners {
    struct socket_owner *rows; /* sorted by inode, pid, fd; the caller frees them, also after an error */
    size_t count;
    size_t capacity;
};

/* Of every process under this descriptor of a /proc. Processes that end meanwhile or that we may not look
 * into are left out. 0 or an errno (no memory, no descriptors left, /proc unreadable). */
int socket_owners_all(int proc_fd, struct socket_owners *out);

/* Of one process, by a descriptor of its /proc/PID. 0 or an errno (ESRCH, ENOENT: it is gone; EACCES…). */
int socket_owners_of(int process_fd, int32_t pid, struct socket_owners *out);

/* How many of these sorted rows hold the socket; *first is the first of them. */
size_t socket_owners_find(const struct socket_owner *rows, size_t count, uint64_t inode, size_t *first);

#endif
