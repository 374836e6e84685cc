/* Files of /proc and /sys: read whole, in one call, without the GIL. */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "directory.h"
#include "failures.h"
#include "native.h"
#include "objects.h"

enum { FIRST_CAPACITY = 8192 };

static int grow(struct buffer *buffer, size_t limit)
{
    size_t capacity = buffer->capacity ? buffer->capacity : FIRST_CAPACITY / 2;
    char *data;
    if (buffer->capacity > limit)
        return EFBIG;
    if (capacity > SIZE_MAX / 2)
        return ENOMEM;
    capacity *= 2;
    data = realloc(buffer->data, capacity);
    if (data == NULL)
        return ENOMEM;
    buffer->data = data;
    buffer->capacity = capacity;
    return 0;
}

static int read_until_end(int descriptor, struct buffer *out, size_t limit, bool in_one_piece)
{
    out->size = 0;
    for (;;) {
        ssize_t got;
        if (out->size == out->capacity) {
            int error = grow(out, limit);
            if (error)
                return error;
        }
        /* pread: a kept descriptor has no position that somebody else could move. */
        got = pread(descriptor, out->data + out->size, out->capacity - out->size, (off_t)out->size);
        if (got < 0) {
            if (errno == EINTR)
                continue;
            return errno;
        }
        if (got == 0)
            return 0;
        out->size += (size_t)got;
        if (out->size > limit)
            return EFBIG;
        if (in_one_piece && out->size < out->capacity)
            return 0;
    }
}

int read_all(int descriptor, struct buffer *out, size_t limit)
{
    return read_until_end(descriptor, out, limit, false);
}

int read_shown(int descriptor, struct buffer *out, size_t limit)
{
    return read_until_end(descriptor, out, limit, true);
}

int read_all_at(int folder, const char *name, struct buffer *out, size_t limit)
{
    int error, descriptor;
    do
        descriptor = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    while (descriptor < 0 && errno == EINTR);
    if (descriptor < 0)
        return errno;
    error = read_all(descriptor, out, limit);
    close(descriptor);
    return error;
}

ssize_t read_record_at(int folder, const char *name, char *out, size_t size)
{
    ssize_t got;
    int error, descriptor = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0)
        return -1;
    do
        got = read(descriptor, out, size);
    while (got < 0 && errno == EINTR);
    error = errno;
    close(descriptor);
    errno = error;
    return got;
}

void buffer_free(struct buffer *buffer)
{
    free(buffer->data);
    buffer->data = NULL;
    buffer->size = buffer->capacity = 0;
}

/* The whole file; NULL with an exception set, or without one where `*error` says why it cannot be read. */
static PyObject *read_path(PyObject *const *args, Py_ssize_t count, int *error, PyObject **name)
{
    PyObject *answer = NULL;
    struct buffer buffer = {0};
    *error = 0;
    *name = NULL;
    if (count != 2)
        return PyErr_Format(PyExc_TypeError, "a path and a limit are wanted (%zd arguments given)", count);
    Py_ssize_t limit = PyLong_AsSsize_t(args[1]);
    if (limit < 0) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_ValueError, "limit must not be negative");
        return NULL;
    }
    if (!PyUnicode_FSConverter(args[0], name))
        return NULL;
    const char *path = PyBytes_AsString(*name);
    Py_BEGIN_ALLOW_THREADS
    *error = read_all_at(AT_FDCWD, path, &buffer, (size_t)limit);
    Py_END_ALLOW_THREADS
    if (*error == 0)
        answer = PyBytes_FromStringAndSize(buffer.data, (Py_ssize_t)buffer.size);
    buffer_free(&buffer);
    return answer;
}

static PyObject *read_file(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    PyObject *name;
    int error;
    (void)module;
    PyObject *answer = read_path(args, count, &error, &name);
    if (error)
        raise_errno(error, PyBytes_AsString(name));
    Py_XDECREF(name);
    return answer;
}

static PyObject *read_file_or_none(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    PyObject *name;
    int error;
    (void)module;
    PyObject *answer = read_path(args, count, &error, &name);
    if (error)
        answer = is_our_failure(error) ? raise_errno(error, PyBytes_AsString(name)) : Py_NewRef(Py_None);
    Py_XDECREF(name);
    return answer;
}

/* The next name that is not the folder itself or the one above; without the GIL where the kernel is asked. */
static int next_name(struct directory *directory, const char **name)
{
    int error;
    do {
        if (directory->at < directory->len)
            error = directory_next(directory, name);
        else {
            Py_BEGIN_ALLOW_THREADS
            error = directory_next(directory, name);
            Py_END_ALLOW_THREADS
        }
    } while (error == 0 && *name != NULL && (strcmp(*name, ".") == 0 || strcmp(*name, "..") == 0));
    return error;
}

static PyObject *list_names(const char *path)
{
    struct directory directory;
    const char *name;
    int error;
    Py_BEGIN_ALLOW_THREADS
    error = directory_open(&directory, AT_FDCWD, path);
    Py_END_ALLOW_THREADS
    if (error == ENOENT || error == ENOTDIR)
        Py_RETURN_NONE;
    if (error)
        return raise_errno(error, path);
    PyObject *names = PyList_New(0);
    while (names != NULL && (error = next_name(&directory, &name)) == 0 && name != NULL) {
        if (append_new(names, PyUnicode_DecodeFSDefault(name)) < 0)
            Py_CLEAR(names);
    }
    directory_close(&directory);
    if (error) {
        raise_errno(error, path);
        Py_CLEAR(names);
    }
    if (names != NULL && PyList_Sort(names) < 0)
        Py_CLEAR(names);
    return names;
}

static PyObject *list_folder(PyObject *module, PyObject *argument)
{
    PyObject *path;
    (void)module;
    if (!PyUnicode_FSConverter(argument, &path))
        return NULL;
    PyObject *names = list_names(PyBytes_AsString(path));
    Py_DECREF(path);
    return names;
}

static PyObject *folder_state(PyObject *module, PyObject *argument)
{
    PyObject *path;
    struct stat status;
    int failed;
    (void)module;
    if (!PyUnicode_FSConverter(argument, &path))
        return NULL;
    const char *text = PyBytes_AsString(path);
    Py_BEGIN_ALLOW_THREADS
    failed = stat(text, &status);
    Py_END_ALLOW_THREADS
    Py_DECREF(path);
    if (failed)
        Py_RETURN_NONE;
    uint64_t state[] = {(uint64_t)status.st_dev, (uint64_t)status.st_ino, (uint64_t)status.st_mtim.tv_sec,
                        (uint64_t)status.st_mtim.tv_nsec};
    return PyBytes_FromStringAndSize((const char *)state, sizeof state);
}

static PyObject *path_exists(PyObject *module, PyObject *argument)
{
    PyObject *path;
    struct stat status;
    int failed;
    (void)module;
    if (!PyUnicode_FSConverter(argument, &path))
        return NULL;
    const char *text = PyBytes_AsString(path);
    Py_BEGIN_ALLOW_THREADS
    failed = lstat(text, &status);
    Py_END_ALLOW_THREADS
    Py_DECREF(path);
    return PyBool_FromLong(!failed);
}

/* linux/magic.h */
#define PROC_MAGIC 0x9fa0

static PyObject *is_procfs(PyObject *module, PyObject *argument)
{
    PyObject *name;
    struct statfs status;
    int failed;
    (void)module;
    if (!PyUnicode_FSConverter(argument, &name))
        return NULL;
    const char *path = PyBytes_AsString(name);
    Py_BEGIN_ALLOW_THREADS
    failed = statfs(path, &status);
    Py_END_ALLOW_THREADS
    Py_DECREF(name);
    return PyBool_FromLong(!failed && (unsigned long)status.f_type == PROC_MAGIC);
}

PyMethodDef files_methods[] = {
    {"read_file", METHOD(read_file), METH_FASTCALL,
     "read_file(path, limit, /)\n--\n\nThe whole file as bytes. OSError; EFBIG if it is longer than limit."},
    {"read_file_or_none", METHOD(read_file_or_none), METH_FASTCALL,
     "read_file_or_none(path, limit, /)\n--\n\nThe same, with None instead of OSError unless it is us who "
     "lack memory or descriptors."},
    {"list_folder", METHOD(list_folder), METH_O,
     "list_folder(path, /)\n--\n\nSorted names in a folder; None if there is no such folder. OSError."},
    {"folder_state", METHOD(folder_state), METH_O,
     "folder_state(path, /)\n--\n\nBytes that change with every name that comes or goes (not within a tick "
     "of its "
     "clock); None if there is no such folder."},
    {"path_exists", METHOD(path_exists), METH_O,
     "path_exists(path, /)\n--\n\nWhether there is a file, or a link to wherever, that can be seen."},
    {"is_procfs", METHOD(is_procfs), METH_O,
     "is_procfs(path, /)\n--\n\nWhether a /proc of the running kernel is mounted there."},
    {NULL, NULL, 0, NULL},
};
