#define _GNU_SOURCE /* readlinkat */
#include "socket_owners.h"

#include "directory.h"
#include "failures.h"
#include "number.h"
#include "process_scan.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int add(struct socket_owners *out, struct socket_owner owner)
{
    if (out->count == out->capacity) {
        size_t capacity = out->capacity == 0 ? 256 : 2 * out->capacity;
        struct socket_owner *rows = realloc(out->rows, capacity * sizeof *rows);
        if (rows == NULL)
            return ENOMEM;
        out->rows = rows;
        out->capacity = capacity;
    }
    out->rows[out->count++] = owner;
    return 0;
}

/* The inode in "socket:[inode]"; 0 for other links. */
static uint64_t socket_inode(const char *link, size_t size)
{
    static const char prefix[] = "socket:[";
    enum { PREFIX = sizeof prefix - 1 };
    int64_t inode;
    if (size < PREFIX || memcmp(link, prefix, PREFIX) != 0)
        return 0;
    const char *after = read_number(link + PREFIX, link + size, &inode);
    return after != NULL && after < link + size && *after == ']' ? (uint64_t)inode : 0;
}

static int scan_descriptor(int directory_fd, const char *name, int32_t pid, struct socket_owners *out)
{
    char link[64];
    int64_t fd;
    const char *end = name + strlen(name);
    if (read_number(name, end, &fd) != end || fd < 0 || fd > INT32_MAX)
        return 0; /* "." and ".." */
    ssize_t size = readlinkat(directory_fd, name, link, sizeof link);
    if (size < 0 && (errno == EACCES || errno == EPERM))
        return errno; /* the names of descriptors may be seen, what they are of may not */
    uint64_t inode = size <= 0 ? 0 : socket_inode(link, (size_t)size);
    return inode == 0 ? 0 : add(out, (struct socket_owner){inode, pid, (int32_t)fd});
}

static int scan_process(int parent_fd, const char *path, int32_t pid, struct socket_owners *out)
{
    struct directory directory;
    const char *name;
    int error = directory_open(&directory, parent_fd, path);
    if (error != 0)
        return error;
    while (error == 0 && (error = directory_next(&directory, &name)) == 0 && name != NULL)
        error = scan_descriptor(directory.fd, name, pid, out);
    directory_close(&directory);
    return error;
}

static int compare(const void *left, const void *right)
{
    const struct socket_owner *a = left;
    const struct socket_owner *b = right;
    if (a->inode != b->inode)
        return a->inode < b->inode ? -1 : 1;
    if (a->pid != b->pid)
        return a->pid < b->pid ? -1 : 1;
    return a->fd < b->fd ? -1 : a->fd > b->fd;
}

static void sort(struct socket_owners *out)
{
    if (out->count > 1)
        qsort(out->rows, out->count, sizeof *out->rows, compare);
}

int socket_owners_all(int proc_fd, struct socket_owners *out)
{
    int32_t *pids;
    size_t count;
    int error = scan_pids(proc_fd, &pids, &count);
    for (size_t i = 0; error == 0 && i < count; i++) {
        char path[32];
        (void)snprintf(path, sizeof path, "%d/fd", (int)pids[i]);
        error = scan_process(proc_fd, path, pids[i], out);
        if (!is_our_failure(error))
            error = 0;
    }
    free(pids);
    sort(out);
    return error;
}

int socket_owners_of(int process_fd, int32_t pid, struct socket_owners *out)
{
    int error = scan_process(process_fd, "fd", pid, out);
    sort(out);
    return error;
}

size_t socket_owners_find(const struct socket_owner *rows, size_t count, uint64_t inode, size_t *first)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (rows[middle].inode < inode)
            low = middle + 1;
        else
            high = middle;
    }
    *first = low;
    while (low < count && rows[low].inode == inode)
        low++;
    return low - *first;
}
