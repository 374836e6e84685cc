#define _GNU_SOURCE /* strnlen */
#include "parse_netlink.h"
#include "parse_sockdiag.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <string.h>
#include <sys/socket.h>

/* Newer than the headers that this may be compiled with. */
enum { UNIX_DIAG_OWNER = 7 };

int parse_inet_diag(const unsigned char *message, size_t size, struct inet_socket *out)
{
    struct inet_diag_msg header;
    memset(out, 0, sizeof *out);
    if (size < sizeof header)
        return -1;
    memcpy(&header, message, sizeof header);
    out->ipv6 = header.idiag_family == AF_INET6;
    memcpy(out->local.ip, header.id.idiag_src, sizeof out->local.ip);
    memcpy(out->remote.ip, header.id.idiag_dst, sizeof out->remote.ip);
    out->local.port = ntohs(header.id.idiag_sport);
    out->remote.port = ntohs(header.id.idiag_dport);
    out->state = header.idiag_state;
    out->uid = header.idiag_uid;
    out->inode = header.idiag_inode;
    out->interface = header.id.idiag_if;
    out->receive_queue = header.idiag_rqueue;
    out->send_queue = header.idiag_wqueue;
    struct netlink_message attribute;
    for (size_t offset = netlink_body(sizeof header);
         netlink_attribute(message, size, &offset, &attribute);) {
        struct bytes value = {attribute.payload, attribute.size};
        if (attribute.type == INET_DIAG_INFO) {
            out->info = value;
        } else if (attribute.type == INET_DIAG_CONG) {
            value.size = strnlen((const char *)value.data, value.size);
            out->congestion = value;
        }
    }
    return 0;
}

int parse_unix_diag(const unsigned char *message, size_t size, struct unix_socket *out)
{
    struct unix_diag_msg header;
    memset(out, 0, sizeof *out);
    if (size < sizeof header)
        return -1;
    memcpy(&header, message, sizeof header);
    out->type = header.udiag_type;
    out->state = header.udiag_state;
    out->inode = header.udiag_ino;
    struct netlink_message attribute;
    uint32_t peer = 0;
    for (size_t offset = netlink_body(sizeof header);
         netlink_attribute(message, size, &offset, &attribute);) {
        struct unix_diag_rqlen queues;
        if (attribute.type == UNIX_DIAG_NAME && attribute.size > 0) {
            out->name = (struct bytes){attribute.payload, attribute.size};
        } else if (attribute.type == UNIX_DIAG_PEER) {
            out->has_peer = netlink_number(&attribute, &peer) && peer != 0;
            out->peer = peer;
        } else if (attribute.type == UNIX_DIAG_OWNER) {
            out->has_uid = netlink_number(&attribute, &out->uid);
        } else if (attribute.type == UNIX_DIAG_RQLEN && attribute.size >= sizeof queues) {
            memcpy(&queues, attribute.payload, sizeof queues);
            out->has_queues = true;
            out->receive_queue = queues.udiag_rqueue;
            out->send_queue = queues.udiag_wqueue;
        }
    }
    /* A path comes with its closing NUL or without; an abstract name may hold NULs and counts as it is. */
    if (out->name.data != NULL && out->name.data[0] != '\0')
        out->name.size = strnlen((const char *)out->name.data, out->name.size);
    return 0;
}

/* Offset and width of each field of struct tcp_info; the struct has only ever grown at its end. */
static const struct {
    uint8_t offset, size;
} tcp_layout[INFO_FIELDS] = {
    [INFO_RTO] = {8, 4},
    [INFO_MSS] = {16, 4},
    [INFO_UNACKED] = {24, 4},
    [INFO_LOST] = {32, 4},
    [INFO_RTT] = {68, 4},
    [INFO_RTTVAR] = {72, 4},
    [INFO_CWND] = {80, 4},
    [INFO_RETRANSMITS] = {100, 4},
    [INFO_BYTES_ACKED] = {120, 8},
    [INFO_BYTES_RECEIVED] = {128, 8},
    [INFO_SEGMENTS_SENT] = {136, 4},
    [INFO_SEGMENTS_RECEIVED] = {140, 4},
    [INFO_MIN_RTT] = {148, 4},
    [INFO_DELIVERY_RATE] = {160, 8},
    [INFO_BYTES_SENT] = {200, 8},
    [INFO_BYTES_RETRANSMITTED] = {208, 8},
};

void parse_tcp_info(struct bytes info, struct tcp_values *out)
{
    memset(out, 0, sizeof *out);
    for (int i = 0; i < INFO_FIELDS; i++) {
        size_t offset = tcp_layout[i].offset;
        uint32_t narrow;
        if (info.size < offset + tcp_layout[i].size)
            continue;
        out->known |= UINT32_C(1) << i;
        if (tcp_layout[i].size == 8) {
            memcpy(&out->value[i], info.data + offset, 8);
        } else {
            memcpy(&narrow, info.data + offset, 4);
            out->value[i] = narrow;
        }
    }
}
