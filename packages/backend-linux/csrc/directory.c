#include "directory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

struct linux_dirent64 {
    uint64_t d_ino;
    int64_t d_off;
    unsigned short d_reclen;
    unsigned char d_type;
    char d_name[];
};

int directory_open(struct directory *directory, int parent_fd, const char *path)
{
    directory->at = directory->len = 0;
    directory->fd = openat(parent_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return directory->fd < 0 ? errno : 0;
}

int directory_next(struct directory *directory, const char **name)
{
    const struct linux_dirent64 *entry;
    *name = NULL;
    if (directory->at >= directory->len) {
        long n = syscall(SYS_getdents64, directory->fd, directory->buffer, sizeof directory->buffer);
        if (n < 0)
            return errno;
        directory->at = 0;
        directory->len = (size_t)n;
        if (n == 0)
            return 0;
    }
    entry = (const void *)(directory->buffer + directory->at);
    directory->at += entry->d_reclen;
    *name = entry->d_name;
    return 0;
}

void directory_close(struct directory *directory)
{
    close(directory->fd);
    directory->fd = -1;
}
