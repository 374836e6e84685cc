#include "descriptors.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/types.h>
#include <libproc.h>
#include <sys/proc_info.h>

enum {
    TRIES = 8,
    MOST = 1 << 26, /* bytes of descriptors: the system's limit per process is far below */
};

int read_descriptors(int32_t pid, struct proc_fdinfo **out, size_t *count)
{
    for (int attempt = 0; attempt < TRIES; attempt++) {
        errno = 0;
        int needed = proc_pidinfo(pid, PROC_PIDLISTFDS, 0, NULL, 0);
        if (needed <= 0 || needed > MOST)
            return errno != 0 ? errno : EIO;
        size_t capacity = (size_t)needed / sizeof **out + 16;
        struct proc_fdinfo *descriptors = malloc(capacity * sizeof *descriptors);
        if (descriptors == NULL)
            return ENOMEM;
        errno = 0;
        int got = proc_pidinfo(pid, PROC_PIDLISTFDS, 0, descriptors, (int)(capacity * sizeof *descriptors));
        /* No descriptor at all is an answer: then nothing was filled in, and errno was left alone. */
        if (got >= 0 && (size_t)got < capacity * sizeof *descriptors && (got > 0 || errno == 0)) {
            *out = descriptors;
            *count = (size_t)got / sizeof *descriptors;
            return 0;
        }
        free(descriptors);
        if (got <= 0)
            return errno != 0 ? errno : EIO;
    }
    return ENOMEM;
}

int read_descriptor(int32_t pid, int32_t descriptor, int flavor, void *out, size_t size)
{
    errno = 0;
    int got = proc_pidfdinfo(pid, descriptor, flavor, out, (int)size);
    if (got > 0)
        return (size_t)got == size ? 0 : EIO;
    /* ENOENT: its file was revoked; ENOTSOCK: a socket was closed and a file has its number. */
    if (errno == EBADF || errno == ENOENT || errno == ENOTSOCK)
        return -1;
    return errno != 0 ? errno : EIO;
}
