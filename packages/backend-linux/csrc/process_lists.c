/* What one process has many of: descriptors and threads. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* AT_NO_AUTOMOUNT */
#endif
#include "directory.h"
#include "files.h"
#include "objects.h"
#include "parse_fdinfo.h"
#include "parse_process_stat.h"
#include "pinned.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Numbers, growing. */
struct numbers {
    int *at;
    size_t count, room;
};

static int add_number(struct numbers *numbers, int number)
{
    if (numbers->count == numbers->room) {
        size_t room = numbers->room ? numbers->room * 2 : 256;
        int *space = room > SIZE_MAX / sizeof *space ? NULL : realloc(numbers->at, room * sizeof *space);
        if (!space)
            return ENOMEM;
        numbers->at = space;
        numbers->room = room;
    }
    numbers->at[numbers->count++] = number;
    return 0;
}

/* The numbers that are names in an open directory, in its order. 0 or an errno. */
static int list_numbers(struct directory *directory, struct numbers *out)
{
    for (;;) {
        const char *name;
        int64_t number;
        int error = directory_next(directory, &name);
        if (error || !name)
            return error;
        size_t len = strlen(name);
        if (read_number(name, name + len, &number) != name + len || number < 0 || number > INT_MAX)
            continue;
        error = add_number(out, (int)number);
        if (error)
            return error;
    }
}

/* Opens a folder and lists its numbers. 0 or an errno; only after 0 it is open. The numbers are to be freed
 * either way. */
static int open_numbers(const struct pinned *folder, const char *name, struct directory *out,
                        struct numbers *numbers)
{
    int error = directory_open(out, folder->fd, name);
    if (error)
        return error;
    error = list_numbers(out, numbers);
    if (error)
        directory_close(out);
    return error;
}

/* A folder whose entries are read one by one. */
struct listing {
    struct pinned folder;
    int procfs;            /* see list_arguments() */
    int entries;           /* descriptor of the folder that is listed */
    struct buffer content; /* of a file, used again for the next */
};

/* Reads each entry of the folder `name` into a struct of this size, zeroed before. An array to be freed;
 *error is 0 or an errno. */
static void *read_entries(struct listing *listing, const char *name, size_t size,
                          void (*read_one)(struct listing *, int, void *), size_t *count, int *error)
{
    struct directory directory;
    struct numbers numbers = {0};
    char *entries = NULL;
    *count = 0;
    *error = pinned_check(&listing->folder);
    if (!*error)
        *error = open_numbers(&listing->folder, name, &directory, &numbers);
    if (!*error) {
        listing->entries = directory.fd;
        entries = calloc(numbers.count + 1, size);
        if (!entries)
            *error = ENOMEM;
        for (; entries && *count < numbers.count; (*count)++)
            read_one(listing, numbers.at[*count], entries + *count * size);
        directory_close(&directory);
    }
    buffer_free(&listing->content);
    free(numbers.at);
    return entries;
}

/* (fd, device, inode, name, procfs): whether it is a procfs, whose sizes are counts and whose links lead to
   what the process has, or a recorded one, whose links would lead to files of this machine. */
static int list_arguments(PyObject *args, struct pinned *folder, const char **name, int *procfs)
{
    unsigned long long device, inode;
    if (!PyArg_ParseTuple(args, "iKKsp", &folder->fd, &device, &inode, name, procfs))
        return -1;
    folder->device = (dev_t)device;
    folder->inode = (ino_t)inode;
    return 0;
}

PyDoc_STRVAR(count_doc, "process_fd_count(descriptor, device, inode, name, procfs, /)\n--\n\n"
                        "How many descriptors the folder `name` lists: its size, which any user may ask for "
                        "(Linux 6.2); otherwise it is listed.");

static PyObject *process_fd_count(PyObject *module, PyObject *args)
{
    struct pinned folder;
    struct directory fds;
    struct numbers numbers = {0};
    struct stat found;
    const char *name;
    int procfs;
    long long answer = 0;
    int error;
    (void)module;
    if (list_arguments(args, &folder, &name, &procfs) < 0)
        return NULL;
    Py_BEGIN_ALLOW_THREADS;
    error = pinned_check(&folder);
    if (!error && fstatat(folder.fd, name, &found, 0) < 0)
        error = errno;
    /* A recorded folder's size is something else. */
    if (!error && found.st_size > 0 && procfs) {
        answer = (long long)found.st_size;
    } else if (!error) { /* none open, or a kernel whose directories all have size 0 */
        error = open_numbers(&folder, name, &fds, &numbers);
        if (!error)
            directory_close(&fds);
        answer = (long long)numbers.count;
        free(numbers.at);
    }
    Py_END_ALLOW_THREADS;
    if (error)
        return raise_errno(error, name);
    return PyLong_FromLongLong(answer);
}

struct descriptor {
    char *target;
    size_t len;
    int number, regular, known;
    struct fdinfo info;
};

/* The kernel's struct statx, which the C library of manylinux2014 knows as little as the call. */
struct extended_status {
    uint32_t mask, block_size;
    uint64_t attributes;
    uint32_t links, uid, gid;
    uint16_t mode, rest[113];
};
_Static_assert(sizeof(struct extended_status) == 256, "the kernel writes 256 bytes");
enum { DONT_SYNC = 0x4000, ASK_TYPE = 1 };

/* What a descriptor refers to. Through the link, so that it is right in the process' own mounts and for
   removed files; without synchronisation, as a dead file server would block. */
static int is_regular(int fds, const char *name)
{
    struct stat found;
#ifdef __NR_statx
    struct extended_status extended;
    if (syscall(__NR_statx, fds, name, DONT_SYNC | AT_NO_AUTOMOUNT, ASK_TYPE, &extended) == 0)
        return (extended.mode & S_IFMT) == S_IFREG;
    if (errno != ENOSYS)
        return 0;
#endif
    return fstatat(fds, name, &found, AT_NO_AUTOMOUNT) == 0 && S_ISREG(found.st_mode);
}

/* Type and position are only asked for what has a path. Of a recorded process the type is not known: what is
   not in /dev counts as a file. The target stays NULL where the descriptor was closed in the meantime. */
static void read_descriptor(struct listing *fds, int number, void *entry)
{
    struct descriptor *out = entry;
    char name[32];
    out->number = number;
    snprintf(name, sizeof name, "%d", number);
    if (pinned_link(fds->entries, name, &out->target, &out->len) != 0 || out->len == 0 ||
        out->target[0] != '/')
        return;
    out->regular =
        fds->procfs ? is_regular(fds->entries, name) : out->len < 5 || memcmp(out->target, "/dev/", 5) != 0;
    if (!out->regular)
        return;
    snprintf(name, sizeof name, "fdinfo/%d", number);
    if (read_all_at(fds->folder.fd, name, &fds->content, 1 << 20) == 0 &&
        parse_fdinfo(fds->content.data, fds->content.size, &out->info) == 0)
        out->known = 1;
}

PyDoc_STRVAR(
    descriptors_doc,
    "process_descriptors(descriptor, device, inode, name, procfs, /)\n--\n\n"
    "[(number, target, is a regular file, position or None, flags or None)] of the folder `name` (``fd``).");

static PyObject *process_descriptors(PyObject *module, PyObject *args)
{
    struct listing fds = {0};
    struct descriptor *entries;
    const char *name;
    size_t count;
    int error;
    PyObject *list = NULL;
    (void)module;
    if (list_arguments(args, &fds.folder, &name, &fds.procfs) < 0)
        return NULL;
    Py_BEGIN_ALLOW_THREADS;
    entries = read_entries(&fds, name, sizeof *entries, read_descriptor, &count, &error);
    Py_END_ALLOW_THREADS;
    if (error)
        raise_errno(error, name);
    else
        list = PyList_New(0);
    for (size_t i = 0; list && i < count; i++) {
        const struct descriptor *entry = &entries[i];
        if (!entry->target)
            continue;
        PyObject *row = Py_BuildValue(
            "iNNNN", entry->number, text_or_none(entry->target, entry->len), PyBool_FromLong(entry->regular),
            i64_or_none(entry->known, entry->info.position), i64_or_none(entry->known, entry->info.flags));
        if (append_new(list, row) < 0)
            Py_CLEAR(list);
    }
    for (size_t i = 0; i < count; i++)
        free(entries[i].target);
    free(entries);
    return list;
}

struct thread {
    int id, read, last;
    char name[64];
    size_t name_len;
    char state;
    int64_t utime, stime, nice, processor;
};

/* A thread that has ended in the meantime is not `read`. */
static void read_thread(struct listing *tasks, int id, void *entry)
{
    struct thread *out = entry;
    char name[32];
    struct process_stat stat;
    out->id = id;
    snprintf(name, sizeof name, "%d/stat", id);
    if (read_all_at(tasks->entries, name, &tasks->content, 1 << 20) != 0 ||
        parse_process_stat(tasks->content.data, tasks->content.size, &stat) != 0)
        return;
    out->read = 1;
    out->last = stat.last;
    out->name_len = stat.name_len < sizeof out->name ? stat.name_len : sizeof out->name;
    memcpy(out->name, stat.name, out->name_len);
    out->state = stat.state;
    out->utime = stat.field[STAT_UTIME];
    out->stime = stat.field[STAT_STIME];
    out->nice = stat.field[STAT_NICE];
    out->processor = stat.field[STAT_PROCESSOR];
}

PyDoc_STRVAR(threads_doc, "process_threads(descriptor, device, inode, name, /)\n--\n\n"
                          "[(id, name, state, user ticks, system ticks, nice, processor or None)] of the "
                          "folder `name` (``task``).");

static PyObject *process_threads(PyObject *module, PyObject *args)
{
    struct listing tasks = {0};
    struct thread *threads;
    const char *name;
    size_t count;
    int error;
    PyObject *list = NULL;
    (void)module;
    if (pinned_arguments(args, &tasks.folder, &name) < 0)
        return NULL;
    Py_BEGIN_ALLOW_THREADS;
    threads = read_entries(&tasks, name, sizeof *threads, read_thread, &count, &error);
    Py_END_ALLOW_THREADS;
    if (error)
        raise_errno(error, name);
    else
        list = PyList_New(0);
    for (size_t i = 0; list && i < count; i++) {
        const struct thread *thread = &threads[i];
        if (!thread->read)
            continue;
        PyObject *row = Py_BuildValue("iNs#LLLN", thread->id, text_or_none(thread->name, thread->name_len),
                                      &thread->state, (Py_ssize_t)1, (long long)thread->utime,
                                      (long long)thread->stime, (long long)thread->nice,
                                      i64_or_none(thread->last >= STAT_PROCESSOR, thread->processor));
        if (append_new(list, row) < 0)
            Py_CLEAR(list);
    }
    free(threads);
    return list;
}

PyMethodDef process_lists_methods[] = {
    {"process_fd_count", process_fd_count, METH_VARARGS, count_doc},
    {"process_descriptors", process_descriptors, METH_VARARGS, descriptors_doc},
    {"process_threads", process_threads, METH_VARARGS, threads_doc},
    {NULL, NULL, 0, NULL},
};
