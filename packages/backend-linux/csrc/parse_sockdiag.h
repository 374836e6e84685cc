/* Messages of NETLINK_SOCK_DIAG. Pointers point into the message. */
#ifndef SYSPROBE_PARSE_SOCKDIAG_H
#define SYSPROBE_PARSE_SOCKDIAG_H

#include "parse_sockets.h"

/* One message each. 0, or −1 if it is too short. */
int parse_inet_diag(const unsigned char *message, size_t size, struct inet_socket *out);
int parse_unix_diag(const unsigned char *message, size_t size, struct unix_socket *out);

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
