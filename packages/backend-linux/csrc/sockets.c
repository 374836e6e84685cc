/* The socket table: dumps of NETLINK_SOCK_DIAG or the text of /proc/net files in, records of core out; and
 * who holds which socket. */
#include "native.h"

#include "netlink.h"
#include "objects.h"
#include "parse_sockdiag.h"
#include "socket_owners.h"
#include "socket_records.h"

#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* Newer than the headers that this may be compiled with (5.3). */
enum { SHOW_UID = 0x40 };

static int malformed_line(void)
{
    PyErr_SetString(PyExc_ValueError, "a line of the file makes no sense");
    return -1;
}

static int malformed_message(void)
{
    (void)raise_errno(EBADMSG, "NETLINK_SOCK_DIAG");
    return -1;
}

static int inet_from_text(struct maker *maker, const char *text, const char *end, PyObject *list)
{
    struct inet_socket socket;
    int found;
    while ((found = parse_inet_line(&text, end, maker->ipv6, &socket)) == 1) {
        if (maker_add_inet(maker, &socket, list) < 0)
            return -1;
    }
    return found < 0 ? malformed_line() : 0;
}

static int unix_from_text(const struct maker *maker, const char *text, const char *end, PyObject *list)
{
    struct unix_socket socket;
    int found;
    while ((found = parse_unix_line(&text, end, &socket)) == 1) {
        if (maker_add_unix(maker, &socket, (struct bytes){NULL, 0}, list) < 0)
            return -1;
    }
    return found < 0 ? malformed_line() : 0;
}

static int dump(uint16_t type, const void *request, size_t size, struct netlink_buffer *answers)
{
    int error;
    Py_BEGIN_ALLOW_THREADS
    error = netlink_dump(NETLINK_SOCK_DIAG, type, request, size, answers);
    Py_END_ALLOW_THREADS
    if (error != 0)
        (void)raise_errno(error, "NETLINK_SOCK_DIAG");
    return error != 0 ? -1 : 0;
}

static int inet_from_messages(struct maker *maker, const struct netlink_buffer *answers, bool ipv6,
                              PyObject *list)
{
    struct netlink_message message;
    for (size_t offset = 0; netlink_next(answers->data, answers->size, &offset, &message);) {
        struct inet_socket socket;
        if (message.type != SOCK_DIAG_BY_FAMILY && message.type != TCPDIAG_GETSOCK)
            continue;
        if (parse_inet_diag(message.payload, message.size, &socket) < 0)
            return malformed_message();
        if (socket.ipv6 == ipv6 && maker_add_inet(maker, &socket, list) < 0)
            return -1;
    }
    return 0;
}

enum { ALL_STATES = 0xfff, TCP_EXTENSIONS = 1 << (INET_DIAG_INFO - 1) | 1 << (INET_DIAG_CONG - 1) };

static int inet_by_netlink(struct maker *maker, bool tcp_info, PyObject *list)
{
    struct inet_diag_req_v2 request = {
        .sdiag_family = maker->ipv6 ? AF_INET6 : AF_INET,
        .sdiag_protocol = maker->stream ? IPPROTO_TCP : IPPROTO_UDP,
        .idiag_ext = tcp_info && maker->stream ? TCP_EXTENSIONS : 0,
        .idiag_states = ALL_STATES,
    };
    struct netlink_buffer answers = {0};
    int status = dump(SOCK_DIAG_BY_FAMILY, &request, sizeof request, &answers);
    if (status == 0)
        status = inet_from_messages(maker, &answers, maker->ipv6, list);
    free(answers.data);
    return status;
}

/* The older request, for TCP alone, lists IPv4 and IPv6 in one walk over the kernel's hash table, which on a
 * machine with much memory takes longer than the sockets in it. */
static int both_by_netlink(struct maker *maker, bool tcp_info, PyObject *list)
{
    struct inet_diag_req request = {
        .idiag_family = AF_INET,
        .idiag_ext = tcp_info ? TCP_EXTENSIONS : 0,
        .idiag_states = ALL_STATES,
    };
    struct netlink_buffer answers = {0};
    int status = dump(TCPDIAG_GETSOCK, &request, sizeof request, &answers);
    if (status == 0)
        status = inet_from_messages(maker, &answers, false, list);
    if (status == 0)
        status = inet_from_messages(maker, &answers, true, list);
    free(answers.data);
    return status;
}

static int by_inode(const void *left, const void *right)
{
    const struct unix_socket *a = left;
    const struct unix_socket *b = right;
    return (a->inode > b->inode) - (a->inode < b->inode);
}

/* The name of the socket with this inode among sorted ones. */
static struct bytes name_of_peer(const struct unix_socket *sockets, size_t count,
                                 const struct unix_socket *socket)
{
    struct unix_socket wanted = {.inode = socket->peer};
    const struct unix_socket *found =
        socket->has_peer ? bsearch(&wanted, sockets, count, sizeof wanted, by_inode) : NULL;
    return found == NULL ? (struct bytes){NULL, 0} : found->name;
}

static int unix_from_messages(const struct maker *maker, const struct netlink_buffer *answers, PyObject *list)
{
    struct netlink_message message;
    size_t count = 0, most = 0;
    for (size_t offset = 0; netlink_next(answers->data, answers->size, &offset, &message);)
        most++;
    if (most == 0)
        return 0;
    struct unix_socket *sockets = calloc(most, sizeof *sockets);
    if (sockets == NULL) {
        (void)PyErr_NoMemory();
        return -1;
    }
    int status = 0;
    for (size_t offset = 0; status == 0 && netlink_next(answers->data, answers->size, &offset, &message);) {
        if (message.type == SOCK_DIAG_BY_FAMILY)
            status = parse_unix_diag(message.payload, message.size, &sockets[count++]);
    }
    if (status < 0)
        (void)malformed_message();
    qsort(sockets, count, sizeof *sockets, by_inode);
    for (size_t i = 0; status == 0 && i < count; i++)
        status = maker_add_unix(maker, &sockets[i], name_of_peer(sockets, count, &sockets[i]), list);
    free(sockets);
    return status;
}

static int unix_by_netlink(const struct maker *maker, PyObject *list)
{
    struct unix_diag_req request = {
        .sdiag_family = AF_UNIX,
        .udiag_states = UINT32_MAX,
        .udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER | UDIAG_SHOW_RQLEN | SHOW_UID,
    };
    struct netlink_buffer answers = {0};
    int status = dump(SOCK_DIAG_BY_FAMILY, &request, sizeof request, &answers);
    if (status == 0)
        status = unix_from_messages(maker, &answers, list);
    free(answers.data);
    return status;
}

static int collect(struct maker *maker, const char *table, const char *text, size_t size, bool tcp_info,
                   PyObject *list)
{
    maker->from_text = text != NULL;
    if (strcmp(table, "unix") == 0)
        return text != NULL ? unix_from_text(maker, text, text + size, list) : unix_by_netlink(maker, list);
    maker->stream = strncmp(table, "tcp", 3) == 0;
    maker->ipv6 = strlen(table) == 4 && table[3] == '6';
    if (strcmp(table, "tcp") == 0 && text == NULL)
        return both_by_netlink(maker, tcp_info, list);
    return text != NULL ? inet_from_text(maker, text, text + size, list)
                        : inet_by_netlink(maker, tcp_info, list);
}

PyDoc_STRVAR(
    sockets_doc,
    "sockets(parts, table, text, owners, owned_only, tcp_info, /)\n--\n\n"
    "Records of the sockets in one table (tcp4, tcp6, udp4, udp6, unix; by netlink also tcp), from the text "
    "of its file in\n"
    "/proc/net or, where that is None, by netlink. parts: the classes and enum members to make them of.\n"
    "owners: what socket_owners() returned, or None. owned_only: leave out sockets that are not in it.");

static PyObject *sockets(PyObject *module, PyObject *args)
{
    (void)module;
    struct maker maker;
    PyObject *parts;
    const char *table, *text, *owners;
    Py_ssize_t text_size, owners_size;
    int owned_only, tcp_info;
    if (!PyArg_ParseTuple(args, "O!sz#z#pp:sockets", &PyTuple_Type, &parts, &table, &text, &text_size,
                          &owners, &owners_size, &owned_only, &tcp_info))
        return NULL;
    PyObject *list = NULL;
    if (maker_init(&maker, parts) == 0)
        list = PyList_New(0);
    maker.owned_only = owned_only != 0;
    maker.owners = (const void *)owners;
    maker.owner_count = (size_t)owners_size / sizeof *maker.owners;
    if (list != NULL && collect(&maker, table, text, (size_t)text_size, tcp_info != 0, list) < 0)
        Py_CLEAR(list);
    maker_clear(&maker);
    return list;
}

PyDoc_STRVAR(socket_owners_doc, "socket_owners(directory_fd, /)\n--\n\n"
                                "Who holds which socket, as opaque bytes for sockets(): all processes under "
                                "this descriptor of a /proc, as\n"
                                "far as they may be looked into.");

static PyObject *socket_owners(PyObject *module, PyObject *argument)
{
    (void)module;
    int error;
    struct socket_owners found = {0};
    int directory_fd = PyObject_AsFileDescriptor(argument);
    if (directory_fd < 0)
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    error = socket_owners_all(directory_fd, &found);
    Py_END_ALLOW_THREADS
    return socket_owners_bytes(&found, error);
}

PyMethodDef sockets_methods[] = {
    {"sockets", sockets, METH_VARARGS, sockets_doc},
    {"socket_owners", socket_owners, METH_O, socket_owners_doc},
    {NULL, NULL, 0, NULL},
};
