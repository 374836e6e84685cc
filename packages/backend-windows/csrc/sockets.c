/* Sockets. */
#include "calls.h"
#include "objects.h"
#include "parse_owned_sockets.h"
#include "query.h"

#include <stdlib.h>

static PyObject *socket_tuple(const struct socket_entry *socket)
{
    Py_ssize_t size = (Py_ssize_t)socket->address_size;
    return Py_BuildValue("(y#iy#iII)", (const char *)socket->local, size, (int)socket->local_port,
                         (const char *)socket->remote, socket->remote == NULL ? 0 : size,
                         (int)socket->remote_port, socket->state, socket->pid);
}

static PyObject *sockets(PyObject *module, PyObject *argument)
{
    (void)module;
    struct answer answer;
    uint32_t error;
    unsigned long table = PyLong_AsUnsignedLong(argument);
    if (table == (unsigned long)-1 && PyErr_Occurred())
        return NULL;
    if (table >= SOCKET_TABLES) {
        PyErr_SetString(PyExc_ValueError, "there is no such table");
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    error = query_sockets((uint32_t)table, &answer);
    Py_END_ALLOW_THREADS
    if (error != 0)
        return raise_windows(error, table < TABLE_UDP4 ? "GetExtendedTcpTable" : "GetExtendedUdpTable");
    size_t count = count_sockets((enum socket_table)table, answer.span.bytes, answer.span.size);
    PyObject *list = PyList_New(0);
    for (size_t i = 0; list != NULL && i < count; i++) {
        struct socket_entry socket = read_socket((enum socket_table)table, answer.span.bytes, i);
        if (append_new(list, socket_tuple(&socket)) < 0)
            Py_CLEAR(list);
    }
    free(answer.buffer);
    return list;
}

PyMethodDef sockets_methods[] = {
    {"sockets", sockets, METH_O,
     "sockets(table, /)\n--\n\n"
     "TCP (0: IPv4, 1: IPv6) or UDP (2, 3) sockets as (local address, port, remote address or None, port,\n"
     "MIB_TCP_STATE or 0, process id)."},
    {NULL, NULL, 0, NULL},
};
