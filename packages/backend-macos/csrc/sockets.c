/* Binding of the network and process domains: the sockets that a process holds. */
#include "descriptors.h"
#include "kernel.h"
#include "objects.h"
#include "parse_socket_info.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/proc_info.h>

static PyObject *end_tuple(const struct socket_end *end)
{
    PyObject *bytes = PyBytes_FromStringAndSize((const char *)end->bytes, end->size);
    return bytes == NULL ? NULL : Py_BuildValue("(NI)", bytes, (unsigned int)end->port);
}

static PyObject *socket_tuple(int32_t descriptor, const struct open_socket *info)
{
    const long long numbers[] = {descriptor,    info->type,          info->protocol, info->family,
                                 info->kind,    info->tcp_state,     info->options,  info->state,
                                 info->waiting, info->waiting_limit, info->received, info->sent};
    enum { NUMBERS = sizeof numbers / sizeof *numbers };
    PyObject *tuple = PyTuple_New(NUMBERS + 3);
    Py_ssize_t place = 0;
    for (unsigned i = 0; tuple != NULL && i < NUMBERS; i++) {
        if (put_new(tuple, &place, PyLong_FromLongLong(numbers[i])) < 0)
            Py_CLEAR(tuple);
    }
    if (tuple != NULL && (put_new(tuple, &place, u64_or_none(info->socket != 0, info->socket)) < 0 ||
                          put_new(tuple, &place, end_tuple(&info->local)) < 0 ||
                          put_new(tuple, &place, end_tuple(&info->remote)) < 0))
        Py_CLEAR(tuple);
    return tuple;
}

/* Append a socket. 0, also if it is closed by now; -1 with an exception set. */
static int append_socket(PyObject *list, int32_t pid, int32_t descriptor)
{
    uint8_t buffer[SOCKET_INFO_SIZE];
    struct open_socket info;
    int error;
    Py_BEGIN_ALLOW_THREADS
    error = read_descriptor(pid, descriptor, PROC_PIDFDSOCKETINFO, buffer, sizeof buffer);
    Py_END_ALLOW_THREADS
    if (error < 0)
        return 0;
    if (error > 0) {
        raise_errno(error, "proc_pidfdinfo(PROC_PIDFDSOCKETINFO)");
        return -1;
    }
    parse_socket_info(buffer, sizeof buffer, &info);
    return append_new(list, socket_tuple(descriptor, &info));
}

static PyObject *sockets(PyObject *module, PyObject *argument)
{
    (void)module;
    int pid, error;
    struct proc_fdinfo *descriptors = NULL;
    size_t count = 0;
    if (!PyArg_Parse(argument, "i", &pid))
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    error = read_descriptors(pid, &descriptors, &count);
    Py_END_ALLOW_THREADS
    if (error != 0)
        return raise_errno(error, "proc_pidinfo(PROC_PIDLISTFDS)");
    PyObject *list = PyList_New(0);
    for (size_t i = 0; list != NULL && i < count; i++) {
        if (descriptors[i].proc_fdtype == PROX_FDTYPE_SOCKET &&
            append_socket(list, pid, descriptors[i].proc_fd) < 0)
            Py_CLEAR(list);
    }
    free(descriptors);
    return list;
}

PyMethodDef sockets_methods[] = {
    {"sockets", sockets, METH_O,
     "sockets(pid)\n--\n\nPer socket: descriptor, type, protocol, family, kind, TCP's state (-1: none), "
     "options, state, connections to be accepted and their limit, bytes to be read and to be sent, the "
     "socket's number (None: not told), then both ends: address or path (empty: none) and port."},
    {NULL, NULL, 0, NULL},
};
