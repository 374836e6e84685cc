/* Sockets as the kernel describes them: messages of NETLINK_SOCK_DIAG, and the text files in /proc/net. Both
 * fill the same structs. Pointers point into what was parsed. */
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

/* One message each. 0, or −1 if it is too short. */
int parse_inet_diag(const unsigned char *message, size_t size, struct inet_socket *out);
int parse_unix_diag(const unsigned char *message, size_t size, struct unix_socket *out);

/* The next line of /proc/net/{tcp,udp} (ipv6: tcp6, udp6) or unix; offset starts at 0. 1: found, 0: end of
 * the file, −1: a line that makes no sense. */
int parse_inet_line(const char *text, size_t size, size_t *offset, bool ipv6, struct inet_socket *out);
int parse_unix_line(const char *text, size_t size, size_t *offset, struct unix_socket *out);

/* What is wanted of struct tcp_info. known: bits of enum tcp_field, for what this kernel's struct has. */
enum tcp_field {
    INFO_RTO,
    INFO_MSS,
    INFO_UNACKED,
    INFO_LOST,
    INFO_RTT,
    INFO_RTTVAR,
    INFO_CWND,
    INFO_RETRANSMITS,
    INFO_BYTES_ACKED,
    INFO_BYTES_RECEIVED,
    INFO_SEGMENTS_SENT,
    INFO_SEGMENTS_RECEIVED,
    INFO_MIN_RTT,
    INFO_DELIVERY_RATE,
    INFO_BYTES_SENT,
    INFO_BYTES_RETRANSMITTED,
    INFO_FIELDS
};
struct tcp_values {
    uint64_t value[INFO_FIELDS];
    uint32_t known;
};
void parse_tcp_info(struct bytes info, struct tcp_values *out);

#endif
