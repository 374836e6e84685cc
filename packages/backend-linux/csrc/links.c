/* Interfaces and their state: dumps of rtnetlink in, records of core out. */
#include "links.h"

#include "objects.h"
#include "records.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Newer than the headers that this may be compiled with. */
enum { SKIP_STATS = 1 << 3 };

static int dump_links(struct netlink_buffer *answers)
{
    struct {
        struct ifinfomsg header;
        struct nlattr attribute;
        uint32_t filter;
    } request = {
        .attribute = {.nla_len = sizeof request.attribute + sizeof request.filter, .nla_type = IFLA_EXT_MASK},
        .filter = SKIP_STATS,
    };
    return netlink_dump(NETLINK_ROUTE, RTM_GETLINK, &request, sizeof request, answers);
}

static int parse_links(struct links *links)
{
    struct netlink_message message;
    size_t most = 0;
    for (size_t offset = 0; netlink_next(links->answers.data, links->answers.size, &offset, &message);)
        most++;
    links->rows = calloc(most + 1, sizeof *links->rows);
    if (links->rows == NULL)
        return ENOMEM;
    for (size_t offset = 0; netlink_next(links->answers.data, links->answers.size, &offset, &message);) {
        if (message.type != RTM_NEWLINK)
            continue;
        if (parse_link(message.payload, message.size, &links->rows[links->count]) < 0)
            return EBADMSG;
        links->count++;
    }
    return 0;
}

static int ask_modes(struct links *links)
{
    int8_t words = 0;
    links->modes = calloc(links->count + 1, sizeof *links->modes);
    if (links->modes == NULL)
        return ENOMEM;
    int fd = interface_socket();
    if (fd < 0)
        return errno;
    for (size_t i = 0; i < links->count; i++) {
        struct bytes name = links->rows[i].name;
        links->modes[i] = interface_mode(fd, (const char *)name.data, name.size, &words);
    }
    (void)close(fd);
    return 0;
}

int links_load(struct links *links, bool modes)
{
    int error;
    memset(links, 0, sizeof *links);
    Py_BEGIN_ALLOW_THREADS
    error = dump_links(&links->answers);
    if (error == 0)
        error = parse_links(links);
    if (error == 0 && modes)
        error = ask_modes(links);
    Py_END_ALLOW_THREADS
    if (error != 0)
        (void)raise_errno(error, "RTM_GETLINK");
    return error != 0 ? -1 : 0;
}

void links_clear(struct links *links)
{
    free(links->answers.data);
    free(links->rows);
    free(links->modes);
}

const struct link *links_find(const struct links *links, int64_t index, size_t *hint)
{
    for (size_t tried = 0; tried < links->count; tried++) {
        size_t i = (*hint + tried) % links->count;
        if (links->rows[i].index == index) {
            *hint = i;
            return &links->rows[i];
        }
    }
    return NULL;
}

static PyObject *none_or_item(bool known, PyObject *tuple, size_t index)
{
    bool inside = known && index < (size_t)PyTuple_Size(tuple);
    return Py_NewRef(inside ? PyTuple_GetItem(tuple, (Py_ssize_t)index) : Py_None);
}

/* The names of the bits, as psutil and ifconfig have them. */
static const char *const flag_names[] = {
    "up",        "broadcast", "debug",    "loopback", "pointopoint", "notrailers", "running",
    "noarp",     "promisc",   "allmulti", "master",   "slave",       "multicast",  "portsel",
    "automedia", "dynamic",   "lower_up", "dormant",  "echo",
};

static PyObject *flags_tuple(uint32_t flags)
{
    PyObject *list = PyList_New(0);
    for (unsigned bit = 0; list != NULL && bit < sizeof flag_names / sizeof *flag_names; bit++) {
        if ((flags >> bit & 1) != 0 && append_new(list, PyUnicode_FromString(flag_names[bit])) < 0)
            Py_CLEAR(list);
    }
    PyObject *tuple = list == NULL ? NULL : PyList_AsTuple(list);
    Py_XDECREF(list);
    return tuple;
}

static PyObject *altnames_tuple(struct bytes names)
{
    struct bytes name;
    PyObject *list = PyList_New(0);
    for (size_t offset = 0; list != NULL && link_altname(names, &offset, &name);) {
        if (append_new(list, text_of(name)) < 0)
            Py_CLEAR(list);
    }
    PyObject *tuple = list == NULL ? NULL : PyList_AsTuple(list);
    Py_XDECREF(list);
    return tuple;
}

static const char *const stats_names[] = {"index",  "isup",      "duplex",  "speed",           "mtu",
                                          "flags",  "operstate", "carrier", "carrier_changes", "kind",
                                          "master", "altnames"};
enum { STATS_VALUES = sizeof stats_names / sizeof *stats_names };

static PyObject *stats_record(const struct record_class *class, const struct links *links, size_t i,
                              PyObject *duplexes, PyObject *operstates, size_t *hint)
{
    const struct link *link = &links->rows[i];
    const struct link_mode *mode = &links->modes[i];
    const struct link *master = link->has_master ? links_find(links, link->master, hint) : NULL;
    bool enabled = (link->flags & IFF_UP) != 0;
    PyObject *values[STATS_VALUES] = {
        PyLong_FromLong(link->index),
        PyBool_FromLong((link->flags & IFF_RUNNING) != 0),
        none_or_item(mode->duplex != DUPLEX_IS_UNKNOWN, duplexes, mode->duplex),
        u64_or_none(mode->has_speed, mode->speed),
        PyLong_FromUnsignedLong(link->mtu),
        flags_tuple(link->flags),
        none_or_item(link->has_operstate, operstates, link->operstate),
        link->has_carrier && enabled ? PyBool_FromLong(link->carrier) : Py_NewRef(Py_None),
        u64_or_none(link->has_carrier_changes, link->carrier_changes),
        text_of(link->kind),
        master == NULL ? Py_NewRef(Py_None) : text_of(master->name),
        altnames_tuple(link->names),
    };
    return record_new(class, values, STATS_VALUES);
}

static PyObject *read_link_stats(PyObject *self, PyObject *args)
{
    const struct record_class *class = record_class_of(self);
    PyObject *duplexes, *operstates, *result = NULL;
    struct links links = {0};
    if (class == NULL ||
        !PyArg_ParseTuple(args, "O!O!:link_stats", &PyTuple_Type, &duplexes, &PyTuple_Type, &operstates))
        return NULL;
    if (links_load(&links, true) == 0)
        result = PyDict_New();
    size_t hint = 0;
    for (size_t i = 0; result != NULL && i < links.count; i++) {
        PyObject *record = stats_record(class, &links, i, duplexes, operstates, &hint);
        if (set_new(result, text_of(links.rows[i].name), record) < 0)
            Py_CLEAR(result);
    }
    links_clear(&links);
    return result;
}

static PyMethodDef reader = {"link_stats", read_link_stats, METH_VARARGS, NULL};

static PyObject *link_stats(PyObject *module, PyObject *type)
{
    (void)module;
    return record_function(&reader, type, stats_names, STATS_VALUES);
}

PyMethodDef links_methods[] = {
    {"link_stats", link_stats, METH_O,
     "link_stats(InterfaceStats, /)\n--\n\nA function (duplexes, operstates) -> state of every interface by "
     "its "
     "name. duplexes: (half, full); operstates by number."},
    {NULL, NULL, 0, NULL},
};
