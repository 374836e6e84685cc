/* Listing a directory by getdents64 with a buffer of our own: one allocation, thousands of entries for each
 * call. */
#ifndef SYSPROBE_DIRECTORY_H
#define SYSPROBE_DIRECTORY_H

#include <stddef.h>

#include "number.h"

struct directory {
    int fd;
    size_t at, len;
    _Alignas(8) char buffer[32768];
};

/* All return 0 or an errno. `name` becomes NULL at the end; it lives until the next call. */
int directory_open(struct directory *directory, int parent_fd, const char *path);
int directory_next(struct directory *directory, const char **name);
void directory_close(struct directory *directory);

#endif
