/* Binding of socket_owners.c. */
#include "native.h"

#include "objects.h"
#include "socket_owners.h"

#include <stdlib.h>

PyDoc_STRVAR(
    socket_owners_doc,
    "socket_owners(directory_fd, pid, /)\n--\n\n"
    "Who holds which socket, as opaque bytes for sockets(). pid None: all processes under this descriptor\n"
    "of a /proc, as far as they may be looked into. Else the one process whose /proc/PID it is; OSError if\n"
    "it is gone or may not be looked into.");

static PyObject *socket_owners(PyObject *module, PyObject *args)
{
    (void)module;
    int directory_fd, error;
    PyObject *pid;
    struct socket_owners found = {0};
    if (!PyArg_ParseTuple(args, "iO:socket_owners", &directory_fd, &pid))
        return NULL;
    long number = pid == Py_None ? 0 : PyLong_AsLong(pid);
    if (PyErr_Occurred())
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    error = pid == Py_None ? socket_owners_all(directory_fd, &found)
                           : socket_owners_of(directory_fd, (int32_t)number, &found);
    Py_END_ALLOW_THREADS
    PyObject *bytes = error != 0 ? raise_errno(error, "/proc/PID/fd")
                                 : PyBytes_FromStringAndSize((const char *)found.rows,
                                                             (Py_ssize_t)(found.count * sizeof *found.rows));
    free(found.rows);
    return bytes;
}

PyMethodDef owners_methods[] = {
    {"socket_owners", socket_owners, METH_VARARGS, socket_owners_doc},
    {NULL, NULL, 0, NULL},
};
