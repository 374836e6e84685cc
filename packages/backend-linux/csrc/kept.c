/* A file whose descriptor is kept between reads: a function that reads it, bound to the descriptor. */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "native.h"
#include "objects.h"

static const char capsule_name[] = "sysprobe_linux.kept";

struct kept {
    atomic_int descriptor; /* −1 once it was seen not to be ours any more, which is for ever */
    dev_t device;
    ino_t inode;
    size_t limit;
    int (*read)(int descriptor, struct buffer *out, size_t limit);
};

static bool is_ours(const struct kept *kept, int descriptor)
{
    struct stat status;
    return descriptor >= 0 && fstat(descriptor, &status) == 0 && status.st_dev == kept->device &&
           status.st_ino == kept->inode;
}

static PyObject *read_kept(PyObject *capsule, PyObject *unused)
{
    struct kept *kept = PyCapsule_GetPointer(capsule, capsule_name);
    struct buffer buffer = {0};
    PyObject *answer = NULL;
    bool ours;
    int error = 0;
    (void)unused;
    if (kept == NULL)
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    int descriptor = atomic_load(&kept->descriptor);
    ours = is_ours(kept, descriptor);
    if (ours)
        error = kept->read(descriptor, &buffer, kept->limit);
    else /* The same file may be opened under this number again, by us even: then that one is not ours to
            close. */
        atomic_store(&kept->descriptor, -1);
    Py_END_ALLOW_THREADS
    if (!ours)
        answer = Py_NewRef(Py_None);
    else if (error)
        raise_errno(error, NULL);
    else
        answer = PyBytes_FromStringAndSize(buffer.data, (Py_ssize_t)buffer.size);
    buffer_free(&buffer);
    return answer;
}

static PyMethodDef reader = {
    "read_kept", read_kept, METH_NOARGS,
    "The whole file as bytes, or None if the descriptor is no longer that file (then it never will be)."};

static void forget(struct kept *kept)
{
    Py_BEGIN_ALLOW_THREADS
    int descriptor = atomic_load(&kept->descriptor);
    if (is_ours(kept, descriptor))
        (void)close(descriptor);
    Py_END_ALLOW_THREADS
    free(kept);
}

static void destroy(PyObject *capsule)
{
    struct kept *kept = PyCapsule_GetPointer(capsule, capsule_name);
    if (kept != NULL)
        forget(kept);
}

static int open_file(const char *path, struct kept *kept)
{
    struct stat status;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0)
        return errno;
    if (fstat(descriptor, &status) < 0) {
        int error = errno;
        (void)close(descriptor);
        return error;
    }
    atomic_store(&kept->descriptor, descriptor);
    kept->device = status.st_dev;
    kept->inode = status.st_ino;
    return 0;
}

static PyObject *open_kept(PyObject *module, PyObject *args)
{
    PyObject *name, *capsule = NULL;
    Py_ssize_t limit;
    int error, shown;
    (void)module;
    if (!PyArg_ParseTuple(args, "O&np", PyUnicode_FSConverter, &name, &limit, &shown))
        return NULL;
    struct kept *kept = calloc(1, sizeof *kept);
    if (kept == NULL || limit < 0) {
        free(kept);
        Py_DECREF(name);
        if (limit < 0)
            PyErr_SetString(PyExc_ValueError, "limit must not be negative");
        return limit < 0 ? NULL : PyErr_NoMemory();
    }
    atomic_init(&kept->descriptor, -1);
    kept->limit = (size_t)limit;
    kept->read = shown ? read_shown : read_all;
    const char *path = PyBytes_AsString(name);
    Py_BEGIN_ALLOW_THREADS
    error = open_file(path, kept);
    Py_END_ALLOW_THREADS
    if (error)
        raise_errno(error, path);
    else
        capsule = PyCapsule_New(kept, capsule_name, destroy);
    Py_DECREF(name);
    if (capsule == NULL) {
        forget(kept);
        return NULL;
    }
    PyObject *bound = PyCFunction_NewEx(&reader, capsule, NULL);
    Py_DECREF(capsule);
    return bound == NULL ? NULL : Py_BuildValue("iN", atomic_load(&kept->descriptor), bound);
}

PyMethodDef kept_methods[] = {
    {"open_kept", METHOD(open_kept), METH_VARARGS,
     "open_kept(path, limit, in_one_piece, /)\n--\n\n(descriptor, read) of a file that is to be read again "
     "and again. read() "
     "returns the whole file,\nor None if the descriptor is no longer that file; it is closed with the "
     "function."},
    {NULL, NULL, 0, NULL},
};
