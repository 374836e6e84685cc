/* Bindings of the network domain. */
#include "objects.h"
#include "parse_bsd_sockaddr.h"

#include <errno.h>
#include <sys/types.h>
#include <sys/socket.h>
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
    Py_BEGIN_ALLOW_THREADS status = getifaddrs(&entries);
    Py_END_ALLOW_THREADS if (status != 0) return raise_errno(errno != 0 ? errno : EIO, "getifaddrs()");
    PyObject *list = PyList_New(0);
    for (const struct ifaddrs *entry = entries; list != NULL && entry != NULL; entry = entry->ifa_next) {
        if (append_new(list, interface_address(entry)) < 0)
            Py_CLEAR(list);
    }
    if (entries != NULL)
        freeifaddrs(entries);
    return list;
}

PyMethodDef network_methods[] = {
    {"interface_addresses", interface_addresses, METH_NOARGS,
     "interface_addresses()\n--\n\nPer address: interface, flags, family (Darwin's number; 0: none), "
     "address, scope, "
     "netmask and other end, the addresses as bytes or None."},
    {NULL, NULL, 0, NULL},
};
