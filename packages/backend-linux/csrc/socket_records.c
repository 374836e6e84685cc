#include "socket_records.h"

#include <stdlib.h>

#include "ip_text.h"
#include "objects.h"
#include "parse_sockdiag.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

enum connection_value {
    FD,
    FAMILY,
    TYPE,
    LADDR,
    RADDR,
    STATUS,
    PID,
    OWNERS,
    UID,
    INODE,
    PEER_INODE,
    RECV_QUEUE,
    SEND_QUEUE,
    INTERFACE,
    TCP,
    CONNECTION_VALUES
};
static const char *const connection_names[CONNECTION_VALUES] = {
    [FD] = "fd",
    [FAMILY] = "family",
    [TYPE] = "type",
    [LADDR] = "laddr",
    [RADDR] = "raddr",
    [STATUS] = "status",
    [PID] = "pid",
    [OWNERS] = "owners",
    [UID] = "uid",
    [INODE] = "inode",
    [PEER_INODE] = "peer_inode",
    [RECV_QUEUE] = "recv_queue",
    [SEND_QUEUE] = "send_queue",
    [INTERFACE] = "interface",
    [TCP] = "tcp",
};
static const char *const address_names[] = {"ip", "port"};
enum { TCP_VALUES = INFO_FIELDS + 1 };
static const char *const tcp_names[TCP_VALUES] = {
    [INFO_RTO] = "rto",
    [INFO_MSS] = "mss",
    [INFO_UNACKED] = "unacked",
    [INFO_LOST] = "lost",
    [INFO_RTT] = "rtt",
    [INFO_RTTVAR] = "rtt_variation",
    [INFO_CWND] = "congestion_window",
    [INFO_RETRANSMITS] = "retransmits",
    [INFO_BYTES_ACKED] = "bytes_acked",
    [INFO_BYTES_RECEIVED] = "bytes_received",
    [INFO_SEGMENTS_SENT] = "segments_sent",
    [INFO_SEGMENTS_RECEIVED] = "segments_received",
    [INFO_MIN_RTT] = "min_rtt",
    [INFO_DELIVERY_RATE] = "delivery_rate",
    [INFO_BYTES_SENT] = "bytes_sent",
    [INFO_BYTES_RETRANSMITTED] = "bytes_retransmitted",
    [INFO_FIELDS] = "congestion_algorithm",
};

/* An item of a tuple, None beyond its end; a new reference. */
static PyObject *choose(PyObject *tuple, Py_ssize_t index)
{
    return Py_NewRef(index < PyTuple_Size(tuple) ? PyTuple_GetItem(tuple, index) : Py_None);
}

static PyObject *ip_string(struct last_ip *last, const unsigned char *ip, bool ipv6)
{
    size_t size = ipv6 ? 16 : 4;
    if (last->text == NULL || memcmp(last->ip, ip, size) != 0) {
        char text[IP_TEXT_SIZE];
        Py_XDECREF(last->text);
        last->text = PyUnicode_FromStringAndSize(text, (Py_ssize_t)ip_text(ip, size, text));
        memcpy(last->ip, ip, size);
    }
    return Py_XNewRef(last->text);
}

static PyObject *end_record(const struct maker *maker, const struct inet_end *end, bool ipv6,
                            struct last_ip *last)
{
    if (end->port == 0)
        return Py_NewRef(Py_None);
    PyObject *values[] = {ip_string(last, end->ip, ipv6), PyLong_FromLong(end->port)};
    return record_new(&maker->address, values, 2);
}

static PyObject *seconds(uint64_t microseconds)
{
    return PyFloat_FromDouble((double)microseconds / 1e6);
}

static PyObject *tcp_record(const struct maker *maker, const struct inet_socket *socket)
{
    struct tcp_values info;
    PyObject *values[TCP_VALUES];
    if (socket->info.data == NULL)
        return Py_NewRef(Py_None);
    parse_tcp_info(socket->info, &info);
    bool measured = info.value[INFO_RTT] != 0;
    /* The kernel's start value of the minimum is the largest number. */
    bool minimum = measured && info.value[INFO_MIN_RTT] != UINT32_MAX && info.value[INFO_MIN_RTT] != 0;
    for (int i = 0; i < INFO_FIELDS; i++) {
        bool known = (info.known >> i & 1) != 0;
        if (i == INFO_RTT || i == INFO_RTTVAR)
            values[i] = known && measured ? seconds(info.value[i]) : Py_NewRef(Py_None);
        else if (i == INFO_MIN_RTT)
            values[i] = known && minimum ? seconds(info.value[i]) : Py_NewRef(Py_None);
        else if (i == INFO_RTO)
            values[i] = known && info.value[i] != 0 ? seconds(info.value[i]) : Py_NewRef(Py_None);
        else if (i == INFO_DELIVERY_RATE)
            values[i] = u64_or_none(known && info.value[i] != 0, info.value[i]);
        else
            values[i] = u64_or_none(known, info.value[i]);
    }
    values[INFO_FIELDS] = text_or_none((const char *)socket->congestion.data, socket->congestion.size);
    return record_new(&maker->tcp, values, TCP_VALUES);
}

/* Fill fd, pid and owners. False: this socket is none of those asked for. */
static bool fill_owners(const struct maker *maker, uint64_t inode, PyObject **values)
{
    size_t first = 0, count = 0;
    if (maker->owners != NULL && inode != 0)
        count = socket_owners_find(maker->owners, maker->owner_count, inode, &first);
    if (count == 0 && maker->owned_only)
        return false;
    const struct socket_owner *found = count > 0 ? maker->owners + first : NULL;
    values[FD] = i64_or_none(count > 0, count > 0 ? found->fd : 0);
    values[PID] = i64_or_none(count > 0, count > 0 ? found->pid : 0);
    values[OWNERS] = maker->owners == NULL ? Py_NewRef(Py_None) : PyTuple_New((Py_ssize_t)count);
    for (size_t i = 0; i < count && values[OWNERS] != NULL; i++) {
        PyObject *pair = Py_BuildValue("(ii)", (int)found[i].pid, (int)found[i].fd);
        if (pair == NULL || PyTuple_SetItem(values[OWNERS], (Py_ssize_t)i, pair) < 0)
            Py_CLEAR(values[OWNERS]);
    }
    return true;
}

int maker_add_inet(struct maker *maker, const struct inet_socket *socket, PyObject *list)
{
    PyObject *values[CONNECTION_VALUES];
    bool listens = maker->stream && socket->state == TCP_LISTEN;
    if (!fill_owners(maker, socket->inode, values))
        return 0;
    values[FAMILY] = choose(maker->families, socket->ipv6);
    values[TYPE] = choose(maker->types, maker->stream ? SOCK_STREAM : SOCK_DGRAM);
    values[LADDR] = end_record(maker, &socket->local, socket->ipv6, &maker->local);
    values[RADDR] = end_record(maker, &socket->remote, socket->ipv6, &maker->remote);
    values[STATUS] = maker->stream ? choose(maker->states, socket->state) : Py_NewRef(Py_None);
    values[UID] = u64_or_none(socket->inode != 0, socket->uid);
    values[INODE] = u64_or_none(socket->inode != 0, socket->inode);
    values[PEER_INODE] = Py_NewRef(Py_None);
    values[RECV_QUEUE] = u64_or_none(true, socket->receive_queue);
    values[SEND_QUEUE] = u64_or_none(!listens || !maker->from_text, socket->send_queue);
    values[INTERFACE] = u64_or_none(socket->interface != 0, socket->interface);
    /* Of a listening socket the kernel fills the struct with its backlog. */
    values[TCP] = listens ? Py_NewRef(Py_None) : tcp_record(maker, socket);
    return append_new(list, record_new(&maker->connection, values, CONNECTION_VALUES));
}

/* The name of a Unix socket as other tools write it: an abstract one begins with "@", as do NULs within it.
 */
static PyObject *unix_name(struct bytes name)
{
    if (name.data == NULL)
        return Py_NewRef(Py_None);
    if (name.data[0] != '\0')
        return text_or_none((const char *)name.data, name.size);
    char text[sizeof(struct sockaddr_storage)];
    size_t size = name.size < sizeof text ? name.size : sizeof text;
    for (size_t i = 0; i < size; i++)
        text[i] = (char)(name.data[i] == '\0' ? '@' : name.data[i]);
    return text_or_none(text, size);
}

int maker_add_unix(const struct maker *maker, const struct unix_socket *socket, struct bytes peer,
                   PyObject *list)
{
    PyObject *values[CONNECTION_VALUES];
    bool has_state = socket->state == TCP_ESTABLISHED || socket->state == TCP_LISTEN;
    if (!fill_owners(maker, socket->inode, values))
        return 0;
    values[FAMILY] = choose(maker->families, 2);
    values[TYPE] = choose(maker->types, socket->type);
    values[LADDR] = unix_name(socket->name);
    values[RADDR] = unix_name(peer);
    values[STATUS] = has_state ? choose(maker->states, socket->state) : Py_NewRef(Py_None);
    values[UID] = u64_or_none(socket->has_uid && socket->inode != 0, socket->uid);
    values[INODE] = u64_or_none(socket->inode != 0, socket->inode);
    values[PEER_INODE] = u64_or_none(socket->has_peer, socket->peer);
    values[RECV_QUEUE] = u64_or_none(socket->has_queues, socket->receive_queue);
    values[SEND_QUEUE] = u64_or_none(socket->has_queues, socket->send_queue);
    values[INTERFACE] = Py_NewRef(Py_None);
    values[TCP] = Py_NewRef(Py_None);
    return append_new(list, record_new(&maker->connection, values, CONNECTION_VALUES));
}

int maker_init(struct maker *maker, PyObject *parts)
{
    PyObject *connection, *address, *tcp;
    memset(maker, 0, sizeof *maker);
    if (!PyArg_ParseTuple(parts, "OOOO!O!O!:parts", &connection, &address, &tcp, &PyTuple_Type,
                          &maker->families, &PyTuple_Type, &maker->types, &PyTuple_Type, &maker->states))
        return -1;
    if (record_class_init(&maker->connection, connection, connection_names, CONNECTION_VALUES) < 0 ||
        record_class_init(&maker->address, address, address_names, 2) < 0 ||
        record_class_init(&maker->tcp, tcp, tcp_names, TCP_VALUES) < 0)
        return -1;
    return 0;
}

void maker_clear(struct maker *maker)
{
    record_class_clear(&maker->connection);
    record_class_clear(&maker->address);
    record_class_clear(&maker->tcp);
    Py_CLEAR(maker->local.text);
    Py_CLEAR(maker->remote.text);
}

PyObject *socket_owners_bytes(struct socket_owners *found, int error)
{
    Py_ssize_t size = (Py_ssize_t)(found->count * sizeof *found->rows);
    PyObject *bytes = error != 0 ? raise_errno(error, "/proc/PID/fd")
                                 : PyBytes_FromStringAndSize((const char *)found->rows, size);
    free(found->rows);
    found->rows = NULL;
    return bytes;
}
