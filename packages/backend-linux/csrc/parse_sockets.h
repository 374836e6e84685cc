/* Sockets as the kernel describes them in the text files of /proc/net; parse_sockdiag.h fills the same
 * structs. Pointers point into what was parsed. */
#ifndef SYSPROBE_PARSE_SOCKETS_H
#define SYSPROBE_PARSE_SOCKETS_H

#include "parse_rtnetlink.h" /* struct bytes */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct inet_end {
    unsigned char ip[16]; /* the first 4 of IPv4 */
    uint16_t port;
};

struct inet_socket {
    bool ipv6;
    struct inet_end local;
    struct inet_end remote;
    uint8_t state; /* TCP_ESTABLISHED = 1 … */
    uint32_t uid;
    uint64_t inode;     /* 0: no process holds it */
    uint32_t interface; /* 0: bound to none */
    uint32_t receive_queue;
    uint32_t send_queue;
    struct bytes info;       /* struct tcp_info, as much as this kernel has */
    struct bytes congestion; /* name of the algorithm */
};

struct unix_socket {
    uint16_t type;  /* SOCK_STREAM… */
    uint8_t state;  /* TCP_ESTABLISHED, TCP_LISTEN or another */
    uint64_t inode; /* 0 in a backlog: not accepted yet */
    bool has_peer, has_queues, has_uid;
    uint64_t peer;
    uint32_t receive_queue;
    uint32_t send_queue;
    uint32_t uid;
    struct bytes name; /* absent: not bound; begins with NUL (netlink) or @ (text): abstract */
};

/* The next line of /proc/net/{tcp,udp} (ipv6: tcp6, udp6) or unix; `*at` moves past it. 1: found, 0: end of
 * the file, −1: a line that makes no sense. */
int parse_inet_line(const char **at, const char *end, bool ipv6, struct inet_socket *out);
int parse_unix_line(const char **at, const char *end, struct unix_socket *out);

#endif
