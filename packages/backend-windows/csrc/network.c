/* Interfaces, their addresses and counters. */
#include "calls.h"
#include "objects.h"
#include "parse_adapters.h"
#include "parse_interface_row.h"
#include "query.h"

#include <stdlib.h>

#define ADAPTERS "GetAdaptersAddresses"

/* [(family, bytes, prefix length, scope id)], or NULL with an exception. */
static PyObject *addresses(struct span span, const struct adapter *adapter)
{
    PyObject *list = PyList_New(0);
    struct adapter_walk walk;
    struct adapter_address address;
    int found = 0;
    start_addresses(&walk, span, adapter);
    while (list != NULL && (found = next_address(&walk, &address)) == 1) {
        Py_ssize_t size = address.family == WINDOWS_AF_INET ? 4 : 16;
        PyObject *item = Py_BuildValue("(iy#iI)", address.family, (const char *)address.bytes, size,
                                       (int)address.prefix, address.scope);
        if (append_new(list, item) < 0)
            Py_CLEAR(list);
    }
    if (found < 0) {
        Py_CLEAR(list);
        raise_malformed(ADAPTERS);
    }
    return list;
}

static PyObject *adapter_tuple(struct span span, const struct adapter *adapter)
{
    PyObject *list = addresses(span, adapter);
    if (list == NULL)
        return NULL;
    return Py_BuildValue("(Nz#IIIIKKy#N)", text_or_none(adapter->name), adapter->guid_name,
                         (Py_ssize_t)adapter->guid_name_size, adapter->index, adapter->mtu, adapter->type,
                         adapter->status, adapter->speed, adapter->luid, (const char *)adapter->physical,
                         (Py_ssize_t)adapter->physical_size, list);
}

static PyObject *adapters(PyObject *module, PyObject *arguments)
{
    (void)module;
    (void)arguments;
    struct answer answer;
    uint32_t error;
    Py_BEGIN_ALLOW_THREADS
    error = query_adapters(&answer);
    Py_END_ALLOW_THREADS
    if (error != 0)
        return raise_windows(error, ADAPTERS);

    PyObject *list = PyList_New(0);
    struct adapter_walk walk;
    struct adapter adapter;
    int found = 0;
    start_adapters(&walk, answer.span);
    while (list != NULL && (found = next_adapter(&walk, &adapter)) == 1) {
        if (append_new(list, adapter_tuple(answer.span, &adapter)) < 0)
            Py_CLEAR(list);
    }
    if (found < 0) {
        Py_CLEAR(list);
        raise_malformed(ADAPTERS);
    }
    free(answer.buffer);
    return list;
}

static PyObject *interface_row(PyObject *module, PyObject *argument)
{
    (void)module;
    unsigned char bytes[ROW_SIZE] = {0};
    struct interface_row row;
    uint32_t error;
    unsigned long long luid = PyLong_AsUnsignedLongLong(argument);
    if (luid == (unsigned long long)-1 && PyErr_Occurred())
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    error = windows()->interface_row(luid, bytes, sizeof bytes);
    Py_END_ALLOW_THREADS
    if (error != 0)
        return raise_windows(error, "GetIfEntry2");
    parse_interface_row(bytes, sizeof bytes, &row); /* as long as it wants */
    return Py_BuildValue("(IIKKKKKKKK)", row.admin_status, row.media, row.out.bytes, row.in.bytes,
                         row.out.packets, row.in.packets, row.in.errors, row.out.errors, row.in.discards,
                         row.out.discards);
}

PyMethodDef network_methods[] = {
    {"adapters", adapters, METH_NOARGS,
     "adapters()\n--\n\n"
     "The adapters as (name, GUID, index, MTU, IF_TYPE, IF_OPER_STATUS, bits per second, LUID, physical "
     "address,\n"
     "[(family as Windows numbers it, address, prefix length, scope id)])."},
    {"interface_row", interface_row, METH_O,
     "interface_row(luid, /)\n--\n\n"
     "Of one interface (admin status, media state, bytes out, bytes in, packets out, packets in, errors in,\n"
     "errors out, discards in, discards out)."},
    {NULL, NULL, 0, NULL},
};
