#include "pidfd.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434 /* on every architecture */
#endif
#define PIDFS_MAGIC 0x50494446 /* linux/magic.h since 6.9 */

int pidfd_open_inode(int pid, int *fd, unsigned long long *inode)
{
    struct statfs system;
    struct stat found;
    int error;
    *inode = 0;
    *fd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (*fd < 0)
        return errno;
    if (fstatfs(*fd, &system) < 0 || fstat(*fd, &found) < 0) {
        error = errno;
        close(*fd);
        return error;
    }
    if (system.f_type == PIDFS_MAGIC)
        *inode = (unsigned long long)found.st_ino;
    return 0;
}
