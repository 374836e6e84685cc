/* Addresses of interfaces: dumps of rtnetlink in, records of core out. */
#include "ip_text.h"
#include "links.h"
#include "records.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static const char *const address_names[] = {"family", "address",       "netmask",  "broadcast",
                                            "ptp",    "prefix_length", "scope_id", "label"};
enum { ADDRESS_VALUES = sizeof address_names / sizeof *address_names };

struct maker {
    const struct record_class *class;
    PyObject *families; /* tuple: AF_INET, AF_INET6, AF_LINK; borrowed */
    PyObject *netmask;  /* the last one: most are of one or two kinds */
    size_t netmask_size;
    unsigned netmask_length;
};

/* "02:00:5e:10:00:01", however long; None where there is none. */
static PyObject *hardware_text(bool known, struct bytes address)
{
    char text[3 * 64];
    static const char digits[] = "0123456789abcdef";
    size_t size = 0;
    if (!known || address.data == NULL || address.size == 0 || address.size > 64)
        return Py_NewRef(Py_None);
    for (size_t i = 0; i < address.size; i++) {
        if (i > 0)
            text[size++] = ':';
        text[size++] = digits[address.data[i] >> 4];
        text[size++] = digits[address.data[i] & 15];
    }
    return PyUnicode_FromStringAndSize(text, (Py_ssize_t)size);
}

static PyObject *address_text(struct bytes address)
{
    char text[IP_TEXT_SIZE];
    if (address.data == NULL)
        return Py_NewRef(Py_None);
    return PyUnicode_FromStringAndSize(text, (Py_ssize_t)ip_text(address.data, address.size, text));
}

static PyObject *netmask_text(struct maker *maker, size_t size, unsigned prefix_length)
{
    if (maker->netmask == NULL || maker->netmask_size != size || maker->netmask_length != prefix_length) {
        unsigned char mask[16] = {0};
        for (size_t bit = 0; bit < prefix_length && bit < 8 * size; bit++)
            mask[bit / 8] = (unsigned char)(mask[bit / 8] | 0x80 >> bit % 8);
        Py_XDECREF(maker->netmask);
        maker->netmask = address_text((struct bytes){mask, size});
        maker->netmask_size = size;
        maker->netmask_length = prefix_length;
    }
    return Py_XNewRef(maker->netmask);
}

static int add_hardware(const struct maker *maker, const struct link *link, PyObject *list)
{
    if (link->address.data == NULL || link->address.size == 0)
        return 0;
    PyObject *values[ADDRESS_VALUES] = {
        Py_NewRef(PyTuple_GetItem(maker->families, 2)),
        hardware_text(true, link->address),
        Py_NewRef(Py_None),
        hardware_text((link->flags & IFF_BROADCAST) != 0, link->broadcast),
        hardware_text((link->flags & IFF_POINTOPOINT) != 0, link->broadcast),
        Py_NewRef(Py_None),
        Py_NewRef(Py_None),
        Py_NewRef(Py_None),
    };
    return append_new(list, record_new(maker->class, values, ADDRESS_VALUES));
}

static int add_address(struct maker *maker, const struct link *link, const struct address *address,
                       PyObject *list)
{
    bool ipv6 = address->family == AF_INET6;
    /* Every IPv4 address has a label; it is the interface's name unless somebody has chosen another. */
    bool labelled =
        address->label.data != NULL && (address->label.size != link->name.size ||
                                        memcmp(address->label.data, link->name.data, link->name.size) != 0);
    PyObject *values[ADDRESS_VALUES] = {
        Py_NewRef(PyTuple_GetItem(maker->families, ipv6)),
        address_text(address->local),
        netmask_text(maker, address->local.size, address->prefix_length),
        address_text(address->broadcast),
        address_text(address->peer),
        PyLong_FromLong(address->prefix_length),
        u64_or_none(ipv6 && address->scope == RT_SCOPE_LINK, address->index),
        labelled ? text_of(address->label) : Py_NewRef(Py_None),
    };
    return append_new(list, record_new(maker->class, values, ADDRESS_VALUES));
}

/* A list for every link, with its hardware address. The references in lists are the caller's to drop: two
 * links have the same name where one was renamed during the dump, and then the dictionary keeps only the
 * later list. */
static int add_links(const struct maker *maker, const struct links *links, PyObject **lists, PyObject *result)
{
    for (size_t i = 0; i < links->count; i++) {
        lists[i] = PyList_New(0);
        if (set_new(result, text_of(links->rows[i].name), Py_XNewRef(lists[i])) < 0 ||
            add_hardware(maker, &links->rows[i], lists[i]) < 0)
            return -1;
    }
    return 0;
}

static int add_addresses(struct maker *maker, const struct links *links, PyObject *const *lists,
                         const struct netlink_buffer *answers)
{
    struct netlink_message message;
    size_t hint = 0;
    for (size_t offset = 0; netlink_next(answers->data, answers->size, &offset, &message);) {
        struct address address;
        if (message.type != RTM_NEWADDR || message.size < 1 ||
            (message.payload[0] != AF_INET && message.payload[0] != AF_INET6))
            continue;
        if (parse_address(message.payload, message.size, &address) < 0) {
            (void)raise_errno(EBADMSG, "RTM_GETADDR");
            return -1;
        }
        const struct link *link = links_find(links, address.index, &hint);
        /* NULL: an interface that came after the links were read. */
        if (link != NULL && add_address(maker, link, &address, lists[hint]) < 0)
            return -1;
    }
    return 0;
}

static int load_addresses(struct netlink_buffer *answers)
{
    struct ifaddrmsg request = {.ifa_family = AF_UNSPEC};
    int error;
    Py_BEGIN_ALLOW_THREADS
    error = netlink_dump(NETLINK_ROUTE, RTM_GETADDR, &request, sizeof request, answers);
    Py_END_ALLOW_THREADS
    if (error != 0)
        (void)raise_errno(error, "RTM_GETADDR");
    return error != 0 ? -1 : 0;
}

static PyObject *collect(struct maker *maker, const struct links *links, const struct netlink_buffer *answers)
{
    PyObject *result = PyDict_New();
    PyObject **lists = calloc(links->count + 1, sizeof *lists);
    if (result != NULL && lists == NULL)
        (void)PyErr_NoMemory();
    if (result != NULL && (lists == NULL || add_links(maker, links, lists, result) < 0 ||
                           add_addresses(maker, links, lists, answers) < 0))
        Py_CLEAR(result);
    for (size_t i = 0; lists != NULL && i < links->count; i++)
        Py_XDECREF(lists[i]);
    free(lists);
    return result;
}

static PyObject *read_addresses(PyObject *self, PyObject *families)
{
    PyObject *result = NULL;
    struct maker maker = {.class = record_class_of(self), .families = families};
    struct links links = {0};
    struct netlink_buffer answers = {0};
    if (maker.class == NULL)
        return NULL;
    if (!PyTuple_Check(families) || PyTuple_Size(families) != 3) {
        PyErr_SetString(PyExc_ValueError, "families: (AF_INET, AF_INET6, AF_LINK)");
        return NULL;
    }
    if (links_load(&links, false) == 0 && load_addresses(&answers) == 0)
        result = collect(&maker, &links, &answers);
    free(answers.data);
    links_clear(&links);
    Py_CLEAR(maker.netmask);
    return result;
}

static PyMethodDef reader = {"link_addresses", read_addresses, METH_O, NULL};

static PyObject *link_addresses(PyObject *module, PyObject *type)
{
    (void)module;
    return record_function(&reader, type, address_names, ADDRESS_VALUES);
}

PyMethodDef link_addresses_methods[] = {
    {"link_addresses", link_addresses, METH_O,
     "link_addresses(InterfaceAddress, /)\n--\n\n"
     "A function (families) -> addresses of every interface by its name. families: (AF_INET, AF_INET6, "
     "AF_LINK)."},
    {NULL, NULL, 0, NULL},
};
