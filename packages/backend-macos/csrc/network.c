/* Bindings of the network domain. */
#include "kernel.h"
#include "objects.h"
#include "parse_bsd_sockaddr.h"
#include "parse_iflist.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/socket.h>
#include <sys/sysctl.h>
#include <net/if.h>
#include <net/if_mib.h>
#include <net/route.h>
#include <ifaddrs.h>

/* How much of a socket address may be read. */
static size_t length_of(const struct sockaddr *address)
{
    return address == NULL ? 0 : address->sa_len;
}

static PyObject *bytes_of(int found, const struct address *address)
{
    return bytes_or_none(found == 0 && address->size > 0 ? address->bytes : NULL, address->size);
}

static PyObject *interface_address(const struct ifaddrs *entry)
{
    struct address address, mask, other;
    int found = parse_bsd_sockaddr((const uint8_t *)entry->ifa_addr, length_of(entry->ifa_addr), &address);
    int masked = -1;
    if (found == 0 && entry->ifa_netmask != NULL)
        masked = parse_bsd_netmask((const uint8_t *)entry->ifa_netmask, length_of(entry->ifa_netmask),
                                   address.family, &mask);
    int linked =
        parse_bsd_sockaddr((const uint8_t *)entry->ifa_dstaddr, length_of(entry->ifa_dstaddr), &other);
    PyObject *tuple = PyTuple_New(7);
    Py_ssize_t place = 0;
    if (tuple == NULL || put_new(tuple, &place, PyUnicode_DecodeFSDefault(entry->ifa_name)) < 0 ||
        put_new(tuple, &place, PyLong_FromUnsignedLong(entry->ifa_flags)) < 0 ||
        put_new(tuple, &place, PyLong_FromLong(found == 0 ? address.family : FAMILY_NONE)) < 0 ||
        put_new(tuple, &place, bytes_of(found, &address)) < 0 ||
        put_new(tuple, &place, PyLong_FromUnsignedLong(address.scope)) < 0 ||
        put_new(tuple, &place, bytes_of(masked, &mask)) < 0 ||
        put_new(tuple, &place, bytes_of(linked == 0 && other.family == address.family ? 0 : -1, &other)) < 0)
        Py_CLEAR(tuple);
    return tuple;
}

static PyObject *interface_addresses(PyObject *module, PyObject *none)
{
    (void)module, (void)none;
    struct ifaddrs *entries = NULL;
    int status;
    errno = 0;
    Py_BEGIN_ALLOW_THREADS
    status = getifaddrs(&entries);
    Py_END_ALLOW_THREADS
    if (status != 0)
        return raise_errno(errno != 0 ? errno : EIO, "getifaddrs()");
    PyObject *list = PyList_New(0);
    for (const struct ifaddrs *entry = entries; list != NULL && entry != NULL; entry = entry->ifa_next) {
        if (append_new(list, interface_address(entry)) < 0)
            Py_CLEAR(list);
    }
    if (entries != NULL)
        freeifaddrs(entries);
    return list;
}

static PyObject *interface_tuple(const struct interface *interface)
{
    PyObject *tuple = PyTuple_New(5);
    Py_ssize_t place = 0;
    if (tuple == NULL || put_new(tuple, &place, text_or_none(interface->name, interface->name_size)) < 0 ||
        put_new(tuple, &place, PyLong_FromLong(interface->index)) < 0 ||
        put_new(tuple, &place, PyLong_FromUnsignedLong(interface->flags)) < 0 ||
        put_new(tuple, &place, PyLong_FromUnsignedLong(interface->mtu)) < 0 ||
        put_new(tuple, &place, PyLong_FromUnsignedLongLong(interface->bits_per_second)) < 0)
        Py_CLEAR(tuple);
    return tuple;
}

static PyObject *interface_data_tuple(const struct interface_data *data)
{
    PyObject *tuple = PyTuple_New(1 + IF_COUNTERS);
    Py_ssize_t place = 0;
    if (tuple == NULL || put_new(tuple, &place, text_or_none(data->name, data->name_size)) < 0)
        Py_CLEAR(tuple);
    for (unsigned i = 0; tuple != NULL && i < IF_COUNTERS; i++) {
        if (put_new(tuple, &place, PyLong_FromUnsignedLongLong(data->counters[i])) < 0)
            Py_CLEAR(tuple);
    }
    return tuple;
}

static PyObject *interface_counters(PyObject *module, PyObject *argument)
{
    (void)module;
    int number, error;
    uint8_t buffer[INTERFACE_DATA_SIZE];
    struct interface_data data;
    if (!PyArg_Parse(argument, "i", &number))
        return NULL;
    const int name[6] = {CTL_NET, PF_LINK, NETLINK_GENERIC, IFMIB_IFDATA, number, IFDATA_GENERAL};
    Py_BEGIN_ALLOW_THREADS
    error = read_sysctl(name, 6, buffer, sizeof buffer);
    Py_END_ALLOW_THREADS
    if (error == ENOENT)
        Py_RETURN_NONE;
    if (error != 0)
        return raise_errno(error, "sysctl(IFMIB_IFDATA)");
    parse_interface_data(buffer, sizeof buffer, &data);
    return interface_data_tuple(&data);
}

static PyObject *interfaces(PyObject *module, PyObject *none)
{
    (void)module, (void)none;
    const int name[6] = {CTL_NET, PF_ROUTE, 0, 0, NET_RT_IFLIST2, 0};
    uint8_t *buffer = NULL;
    size_t size = 0, at = 0;
    struct interface interface;
    int error, found = 0;
    Py_BEGIN_ALLOW_THREADS
    error = read_growing_sysctl(name, 6, &buffer, &size);
    Py_END_ALLOW_THREADS
    if (error != 0)
        return raise_errno(error, "sysctl(NET_RT_IFLIST2)");
    PyObject *list = PyList_New(0);
    while (list != NULL && (found = next_interface(buffer, size, &at, &interface)) > 0) {
        if (append_new(list, interface_tuple(&interface)) < 0)
            Py_CLEAR(list);
    }
    free(buffer);
    if (list != NULL && found < 0) {
        Py_DECREF(list);
        return raise_errno(EIO, "sysctl(NET_RT_IFLIST2)");
    }
    return list;
}

PyMethodDef network_methods[] = {
    {"interface_addresses", interface_addresses, METH_NOARGS,
     "interface_addresses()\n--\n\nPer address: interface, flags, family (Darwin's number; 0: none), "
     "address, scope, "
     "netmask and other end, the addresses as bytes or None."},
    {"interfaces", interfaces, METH_NOARGS,
     "interfaces()\n--\n\nPer interface: name, index, flags, MTU, bits per second (0: unknown)."},
    {"interface_counters", interface_counters, METH_O,
     "interface_counters(index)\n--\n\nName, then bytes sent and received, packets sent and received, errors "
     "in "
     "and out, drops in, multicast in, collisions, drops out; None if there is no such interface."},
    {NULL, NULL, 0, NULL},
};
