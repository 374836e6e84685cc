/* Files of /proc and /sys: read whole, in one call, without the GIL. */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

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

int read_all(int descriptor, struct buffer *out, size_t limit)
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
    }
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

void buffer_free(struct buffer *buffer)
{
    free(buffer->data);
    buffer->data = NULL;
    buffer->size = buffer->capacity = 0;
}

static PyObject *read_file(PyObject *module, PyObject *args)
{
    int folder, error;
    PyObject *name, *answer = NULL;
    Py_ssize_t limit;
    struct buffer buffer = {0};
    (void)module;
    if (!PyArg_ParseTuple(args, "iO&n", &folder, PyUnicode_FSConverter, &name, &limit))
        return NULL;
    if (limit < 0) {
        Py_DECREF(name);
        PyErr_SetString(PyExc_ValueError, "limit must not be negative");
        return NULL;
    }
    const char *path = PyBytes_AsString(name);
    Py_BEGIN_ALLOW_THREADS
    error = read_all_at(folder, path, &buffer, (size_t)limit);
    Py_END_ALLOW_THREADS
    if (error)
        raise_errno(error, path);
    else
        answer = PyBytes_FromStringAndSize(buffer.data, (Py_ssize_t)buffer.size);
    buffer_free(&buffer);
    Py_DECREF(name);
    return answer;
}

static PyObject *open_kept(PyObject *module, PyObject *args)
{
    PyObject *name;
    struct stat status;
    int descriptor, error = 0;
    (void)module;
    if (!PyArg_ParseTuple(args, "O&", PyUnicode_FSConverter, &name))
        return NULL;
    const char *path = PyBytes_AsString(name);
    Py_BEGIN_ALLOW_THREADS
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0 || fstat(descriptor, &status) < 0) {
        error = errno;
        if (descriptor >= 0)
            close(descriptor);
    }
    Py_END_ALLOW_THREADS
    if (error)
        raise_errno(error, path);
    Py_DECREF(name);
    if (error)
        return NULL;
    return Py_BuildValue("iKK", descriptor, (unsigned long long)status.st_dev,
                         (unsigned long long)status.st_ino);
}

static int is_kept(int descriptor, unsigned long long device, unsigned long long inode)
{
    struct stat status;
    return fstat(descriptor, &status) == 0 && (unsigned long long)status.st_dev == device &&
           (unsigned long long)status.st_ino == inode;
}

static PyObject *read_kept(PyObject *module, PyObject *args)
{
    int descriptor, same, error = 0;
    unsigned long long device, inode;
    Py_ssize_t limit;
    PyObject *answer = NULL;
    struct buffer buffer = {0};
    (void)module;
    if (!PyArg_ParseTuple(args, "iKKn", &descriptor, &device, &inode, &limit))
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    same = is_kept(descriptor, device, inode);
    if (same)
        error = read_all(descriptor, &buffer, (size_t)limit);
    Py_END_ALLOW_THREADS
    if (!same) {
        answer = Py_None;
        Py_INCREF(answer);
    } else if (error)
        raise_errno(error, NULL);
    else
        answer = PyBytes_FromStringAndSize(buffer.data, (Py_ssize_t)buffer.size);
    buffer_free(&buffer);
    return answer;
}

static PyObject *close_kept(PyObject *module, PyObject *args)
{
    int descriptor;
    unsigned long long device, inode;
    (void)module;
    if (!PyArg_ParseTuple(args, "iKK", &descriptor, &device, &inode))
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    if (is_kept(descriptor, device, inode))
        close(descriptor);
    Py_END_ALLOW_THREADS
    Py_RETURN_NONE;
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
    {"read_file", METHOD(read_file), METH_VARARGS,
     "read_file(folder, name, limit, /)\n--\n\nThe whole file as bytes. OSError; EFBIG if it is longer than "
     "limit."},
    {"open_kept", METHOD(open_kept), METH_VARARGS,
     "open_kept(path, /)\n--\n\n(descriptor, device, inode) of a file that is to be read again and again."},
    {"read_kept", METHOD(read_kept), METH_VARARGS,
     "read_kept(descriptor, device, inode, limit, /)\n--\n\n"
     "The whole file as bytes, or None if the descriptor is no longer that file."},
    {"close_kept", METHOD(close_kept), METH_VARARGS,
     "close_kept(descriptor, device, inode, /)\n--\n\nClose the descriptor if it still is that file."},
    {"is_procfs", METHOD(is_procfs), METH_O,
     "is_procfs(path, /)\n--\n\nWhether a /proc of the running kernel is mounted there."},
    {NULL, NULL, 0, NULL},
};
