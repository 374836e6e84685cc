/* Descriptors of one process: how many, and which files and sockets they are of. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* AT_NO_AUTOMOUNT */
#endif
#include "files.h"
#include "objects.h"
#include "parse_fdinfo.h"
#include "pinned.h"
#include "process_numbers.h"
#include "records.h"
#include "socket_records.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

PyDoc_STRVAR(count_doc, "process_fd_count(folder, name, /)\n--\n\n"
                        "How many descriptors the folder `name` lists: its size, which any user may ask for "
                        "(Linux 6.2); otherwise it is listed.");

static PyObject *process_fd_count(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    const struct pinned *folder;
    struct directory fds;
    struct numbers numbers = {0};
    struct stat found;
    const char *name;
    long long answer = 0;
    int error;
    (void)module;
    if (pinned_arguments(args, count, &folder, &name) < 0)
        return NULL;
    Py_BEGIN_ALLOW_THREADS;
    error = pinned_check(folder);
    if (!error && fstatat(folder->fd, name, &found, 0) < 0)
        error = errno;
    /* A recorded folder's size is something else. */
    if (!error && found.st_size > 0 && folder->kind != PINNED_RECORDED) {
        answer = (long long)found.st_size;
    } else if (!error) { /* none open, or a kernel whose directories all have size 0 */
        error = directory_open(&fds, folder->fd, name);
        if (!error) {
            error = list_numbers(&fds, &numbers);
            directory_close(&fds);
        }
        answer = (long long)numbers.count;
        free(numbers.at);
    }
    Py_END_ALLOW_THREADS;
    if (error)
        return raise_errno(error, name);
    return PyLong_FromLongLong(answer);
}

PyDoc_STRVAR(owners_doc, "process_socket_owners(pid, folder, name, /)\n--\n\n"
                         "As socket_owners(), of the one process, whose folder `name` (``fd``) is read.");

static PyObject *process_socket_owners(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    const struct pinned *folder;
    struct socket_owners found = {0};
    const char *name;
    long pid = count ? PyLong_AsLong(args[0]) : 0;
    int error;
    (void)module;
    if (PyErr_Occurred() || pinned_arguments(args + 1, count - 1, &folder, &name) < 0)
        return NULL;
    Py_BEGIN_ALLOW_THREADS;
    error = pinned_check(folder);
    if (!error)
        error = socket_owners_of(folder->fd, (int32_t)pid, &found);
    Py_END_ALLOW_THREADS;
    return socket_owners_bytes(&found, error);
}

/* A regular file that is open. */
struct open_file {
    char *path; /* malloc'ed */
    size_t len;
    int number, known;
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

/* 1: the descriptor is of a regular file; 0: it is not, or was closed in the meantime; -errno: there is no
   memory, or no right (a process without dumps lists its descriptors to root, and not what they are of). Type
   and position are only asked for what has a path. Of a recorded process the type is not known: what is not
   in /dev counts as a file. */
static int read_file_of(const struct pinned *folder, int fds, int number, struct open_file *out)
{
    char name[32], target[LINK_SIZE], text[1024]; /* position and flags come first; locks may follow */
    ssize_t got;
    int error;
    out->number = number;
    snprintf(name, sizeof name, "%d", number);
    error = pinned_link(fds, name, target, &out->len);
    if (error == EACCES || error == EPERM)
        return -error;
    if (error || out->len == 0 || target[0] != '/')
        return 0;
    if (folder->kind != PINNED_RECORDED ? !is_regular(fds, name) : memcmp(target, "/dev/", 5) == 0)
        return 0;
    out->path = malloc(out->len);
    if (!out->path)
        return -ENOMEM;
    memcpy(out->path, target, out->len);
    snprintf(name, sizeof name, "fdinfo/%d", number);
    got = read_record_at(folder->fd, name, text, sizeof text);
    out->known = got > 0 && parse_fdinfo(text, (size_t)got, &out->info) == 0;
    return 1;
}

/* 0 or an errno; *count are filled in both cases. */
static int read_files(const struct pinned *folder, const char *name, struct open_file **out, size_t *count)
{
    struct directory fds;
    struct numbers numbers = {0};
    int error = open_numbers(folder, name, &fds, &numbers);
    *out = NULL;
    *count = 0;
    if (!error) {
        *out = calloc(numbers.count ? numbers.count : 1, sizeof **out);
        if (!*out)
            error = ENOMEM;
        for (size_t i = 0; !error && i < numbers.count; i++) {
            int found = read_file_of(folder, fds.fd, numbers.at[i], &(*out)[*count]);
            if (found < 0)
                error = -found;
            *count += found > 0;
        }
        directory_close(&fds);
    }
    free(numbers.at);
    return error;
}

enum file_value { FILE_PATH, FILE_FD, FILE_POSITION, FILE_MODE, FILE_FLAGS, FILE_VALUES };
static const char *const file_names[FILE_VALUES] = {"path", "fd", "position", "mode", "flags"};

/* The mode of Python's open() that fits flags of open(2); NULL: they are not known. */
static const char *mode_of(const struct open_file *file)
{
    int access = (int)(file->info.flags & O_ACCMODE), append = (file->info.flags & O_APPEND) != 0;
    if (!file->known)
        return NULL;
    if (access == O_RDONLY)
        return "r";
    if (access == O_WRONLY)
        return append ? "a" : "w";
    return append ? "a+" : "r+";
}

static PyObject *file_record(const struct record_class *class, const struct open_file *file)
{
    const char *mode = mode_of(file);
    PyObject *values[FILE_VALUES];
    values[FILE_PATH] = PyUnicode_DecodeFSDefaultAndSize(file->path, (Py_ssize_t)file->len);
    values[FILE_FD] = PyLong_FromLong(file->number);
    values[FILE_POSITION] = i64_or_none(file->known, file->info.position);
    values[FILE_MODE] = text_or_none(mode, mode ? strlen(mode) : 0);
    values[FILE_FLAGS] = i64_or_none(file->known, file->info.flags);
    return record_new(class, values, FILE_VALUES);
}

/* (folder, name) */
static PyObject *read_file_records(PyObject *self, PyObject *const *args, Py_ssize_t count)
{
    const struct record_class *class = record_class_of(self);
    const struct pinned *folder;
    struct open_file *files;
    const char *name;
    size_t found;
    int error;
    if (class == NULL || pinned_arguments(args, count, &folder, &name) < 0)
        return NULL;
    Py_BEGIN_ALLOW_THREADS;
    error = read_files(folder, name, &files, &found);
    Py_END_ALLOW_THREADS;
    PyObject *list = error ? raise_errno(error, name) : PyList_New(0);
    for (size_t i = 0; list && i < found; i++) {
        if (append_new(list, file_record(class, &files[i])) < 0)
            Py_CLEAR(list);
    }
    for (size_t i = 0; i < found; i++)
        free(files[i].path);
    free(files);
    return list;
}

static PyMethodDef file_reader = {"process_open_files", METHOD(read_file_records), METH_FASTCALL, NULL};

static PyObject *process_open_files(PyObject *module, PyObject *type)
{
    (void)module;
    return record_function(&file_reader, type, file_names, FILE_VALUES);
}

PyDoc_STRVAR(files_doc,
             "process_open_files(record, /)\n--\n\n"
             "A function (folder, name) that tells the regular files of the folder `name` (``fd``), "
             "ascending, as\nrecords of this class.");

PyMethodDef process_lists_methods[] = {
    {"process_fd_count", METHOD(process_fd_count), METH_FASTCALL, count_doc},
    {"process_open_files", process_open_files, METH_O, files_doc},
    {"process_socket_owners", METHOD(process_socket_owners), METH_FASTCALL, owners_doc},
    {NULL, NULL, 0, NULL},
};
