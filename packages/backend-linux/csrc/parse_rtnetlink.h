/* Messages of rtnetlink: links, their counters, addresses. Buffers in, structs out; what is absent is NULL or
 * marked so. Pointers point into the message. */
#ifndef SYSPROBE_PARSE_RTNETLINK_H
#define SYSPROBE_PARSE_RTNETLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
    const unsigned char *data; /* NULL: absent */
    size_t size;
};

struct link {
    int32_t index;
    uint32_t flags;
    uint16_t hardware; /* ARPHRD_… */
    struct bytes name; /* without the closing NUL */
    struct bytes address;
    struct bytes broadcast;
    struct bytes kind;
    struct bytes names; /* the list of other names: walk it with link_altname() */
    bool has_mtu, has_operstate, has_carrier, has_carrier_changes, has_master;
    uint32_t mtu;
    uint8_t operstate;
    uint8_t carrier;
    uint32_t carrier_changes;
    int32_t master;
};

struct counters {
    uint64_t rx_packets, tx_packets, rx_bytes, tx_bytes, rx_errors, tx_errors, rx_dropped, tx_dropped,
        multicast, collisions;
};

struct address {
    uint8_t family;
    uint8_t prefix_length;
    uint8_t scope; /* RT_SCOPE_… */
    uint32_t index;
    struct bytes local; /* 4 or 16 bytes, as the others */
    struct bytes peer;
    struct bytes broadcast;
    struct bytes label;
};

/* Each 0, or −1 if the message is too short or lacks what it must have. */
int parse_link(const unsigned char *message, size_t size, struct link *out);
int parse_link_counters(const unsigned char *message, size_t size, int32_t *index, struct counters *out);
int parse_address(const unsigned char *message, size_t size, struct address *out);

/* The next other name in link.names; offset starts at 0. */
bool link_altname(struct bytes names, size_t *offset, struct bytes *name);

#endif
