/* Sockets as the parsers describe them, made into records of core. */
#ifndef SYSPROBE_SOCKET_RECORDS_H
#define SYSPROBE_SOCKET_RECORDS_H

#include "native.h"

#include "parse_sockets.h"
#include "records.h"
#include "socket_owners.h"

/* The last address that was made a text: neighbours in a table often have the same. */
struct last_ip {
    unsigned char ip[16];
    PyObject *text; /* NULL: none yet */
};

/* All that one call needs to make its records. */
struct maker {
    struct record_class connection;
    struct record_class address;
    struct record_class tcp;
    PyObject *families; /* tuple: AF_INET, AF_INET6, AF_UNIX; borrowed, as the others */
    PyObject *types;    /* tuple by number: SOCK_STREAM is 1 */
    PyObject *states;   /* tuple by number of the kernel's states: TCP_ESTABLISHED is 1 */
    bool stream;        /* TCP, not UDP */
    bool ipv6;
    struct last_ip local, remote;
    bool from_text;
    bool owned_only;
    const struct socket_owner *owners; /* NULL: not asked for */
    size_t owner_count;
};

/* parts: (Connection, SocketAddress, TcpInfo, families, types, states). 0, or −1 with an exception set; clear
 * it in both cases. */
int maker_init(struct maker *maker, PyObject *parts);
void maker_clear(struct maker *maker);

/* Append the record of one socket to the list, unless it is none of those asked for. 0, or −1 with an
 * exception set. peer: the name of the other end, or absent. */
int maker_add_inet(struct maker *maker, const struct inet_socket *socket, PyObject *list);
int maker_add_unix(const struct maker *maker, const struct unix_socket *socket, struct bytes peer,
                   PyObject *list);

/* Owners as opaque bytes for sockets(), or OSError of this errno; frees them in both cases. */
PyObject *socket_owners_bytes(struct socket_owners *found, int error);

#endif
