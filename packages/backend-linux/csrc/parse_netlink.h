/* Netlink messages and their attributes, as bytes that nobody has checked yet. */
#ifndef SYSPROBE_PARSE_NETLINK_H
#define SYSPROBE_PARSE_NETLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is in one packet from the kernel. */
struct netlink_packet {
    bool done;        /* the dump is complete */
    bool interrupted; /* what is dumped changed meanwhile */
    int error;        /* errno that the kernel answered, or EBADMSG for a packet that makes no sense */
    size_t size;      /* bytes of whole messages before the end */
};

/* Look one packet through; messages of another sequence number end it with EBADMSG. */
struct netlink_packet netlink_inspect(const unsigned char *packet, size_t size, uint32_t sequence);

/* The next message of a buffer that netlink_inspect() found sound, or false at its end. */
struct netlink_message {
    uint16_t type;
    const unsigned char *payload;
    size_t size;
};
bool netlink_next(const unsigned char *buffer, size_t size, size_t *offset, struct netlink_message *message);

/* The next attribute (type, bytes) of a list, or false at its end or where a length makes no sense. */
bool netlink_attribute(const unsigned char *list, size_t size, size_t *offset,
                       struct netlink_message *attribute);

/* Where the attributes of a message begin, after its fixed header of this size. */
size_t netlink_body(size_t header);

/* The value of a 32-bit attribute; false if it is no such. */
bool netlink_number(const struct netlink_message *attribute, uint32_t *out);

#endif
