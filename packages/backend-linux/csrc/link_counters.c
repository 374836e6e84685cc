/* Counters of interfaces: RTM_GETSTATS or the text of /proc/net/dev in, records of core out. */
#include "links.h"
#include "parse_netdev.h"
#include "records.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Newer than the headers that this may be compiled with. */
enum { NEW_STATS = 92, GET_STATS = 94, STATS_LINK_64_BIT = 1 };

static const char *const counter_names[] = {"bytes_sent", "bytes_recv", "packets_sent", "packets_recv",
                                            "errin",      "errout",     "dropin",       "dropout",
                                            "multicast",  "collisions"};
enum { COUNTER_VALUES = sizeof counter_names / sizeof *counter_names };

static int add_counters(const struct record_class *class, PyObject *dictionary, struct bytes name,
                        const struct counters *counters)
{
    PyObject *values[COUNTER_VALUES] = {
        PyLong_FromUnsignedLongLong(counters->tx_bytes),   PyLong_FromUnsignedLongLong(counters->rx_bytes),
        PyLong_FromUnsignedLongLong(counters->tx_packets), PyLong_FromUnsignedLongLong(counters->rx_packets),
        PyLong_FromUnsignedLongLong(counters->rx_errors),  PyLong_FromUnsignedLongLong(counters->tx_errors),
        PyLong_FromUnsignedLongLong(counters->rx_dropped), PyLong_FromUnsignedLongLong(counters->tx_dropped),
        PyLong_FromUnsignedLongLong(counters->multicast),  PyLong_FromUnsignedLongLong(counters->collisions),
    };
    return set_new(dictionary, text_of(name), record_new(class, values, COUNTER_VALUES));
}

/* One interface's counters and its name. */
struct counted {
    char name[IFNAMSIZ];
    struct counters counters;
};

static int load_counters(struct counted **rows, size_t *count)
{
    struct if_stats_msg request = {.filter_mask = STATS_LINK_64_BIT};
    struct netlink_buffer answers = {0};
    struct netlink_message message;
    size_t most = 0;
    int error = netlink_dump(NETLINK_ROUTE, GET_STATS, &request, sizeof request, &answers);
    int fd = error == 0 ? interface_socket() : -1;
    if (error == 0 && fd < 0)
        error = errno;
    for (size_t offset = 0; error == 0 && netlink_next(answers.data, answers.size, &offset, &message);)
        most++;
    *count = 0;
    *rows = error == 0 ? calloc(most + 1, sizeof **rows) : NULL;
    if (error == 0 && *rows == NULL)
        error = ENOMEM;
    for (size_t offset = 0; error == 0 && netlink_next(answers.data, answers.size, &offset, &message);) {
        struct counted *row = *rows + *count;
        int32_t index;
        if (message.type != NEW_STATS)
            continue;
        if (parse_link_counters(message.payload, message.size, &index, &row->counters) < 0)
            error = EBADMSG;
        else if (interface_name(fd, index, row->name)) /* otherwise it has just gone */
            (*count)++;
    }
    if (fd >= 0)
        (void)close(fd);
    free(answers.data);
    return error;
}

static PyObject *read_link_counters(PyObject *self, PyObject *unused)
{
    const struct record_class *class = record_class_of(self);
    struct counted *rows = NULL;
    size_t count = 0;
    int error;
    (void)unused;
    if (class == NULL)
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    error = load_counters(&rows, &count);
    Py_END_ALLOW_THREADS
    PyObject *result = error != 0 ? raise_errno(error, "RTM_GETSTATS") : PyDict_New();
    for (size_t i = 0; result != NULL && i < count; i++) {
        struct bytes name = {(const unsigned char *)rows[i].name, strlen(rows[i].name)};
        if (add_counters(class, result, name, &rows[i].counters) < 0)
            Py_CLEAR(result);
    }
    free(rows);
    return result;
}

static PyObject *read_netdev_counters(PyObject *self, PyObject *data)
{
    const struct record_class *class = record_class_of(self);
    const char *text, *end;
    if (class == NULL || !open_bytes(data, &text, &end))
        return NULL;
    PyObject *result = PyDict_New();
    while (result != NULL) {
        struct bytes name;
        struct counters counters;
        int found = parse_netdev(&text, end, &name, &counters);
        if (found == 0)
            break;
        if (found < 0)
            PyErr_SetString(PyExc_ValueError, "a line of the file makes no sense");
        if (found < 0 || add_counters(class, result, name, &counters) < 0)
            Py_CLEAR(result);
    }
    return result;
}

static PyMethodDef link_reader = {"link_counters", read_link_counters, METH_NOARGS, NULL};
static PyMethodDef netdev_reader = {"netdev_counters", read_netdev_counters, METH_O, NULL};

static PyObject *link_counters(PyObject *module, PyObject *type)
{
    (void)module;
    return record_function(&link_reader, type, counter_names, COUNTER_VALUES);
}

static PyObject *netdev_counters(PyObject *module, PyObject *type)
{
    (void)module;
    return record_function(&netdev_reader, type, counter_names, COUNTER_VALUES);
}

PyMethodDef link_counters_methods[] = {
    {"link_counters", link_counters, METH_O,
     "link_counters(NetIOCounters, /)\n--\n\n"
     "A function () -> counters of every interface by its name, by RTM_GETSTATS (Linux 4.7)."},
    {"netdev_counters", netdev_counters, METH_O,
     "netdev_counters(NetIOCounters, /)\n--\n\n"
     "A function (text of /proc/net/dev) -> counters of every interface by its name."},
    {NULL, NULL, 0, NULL},
};
