/* Dumps over netlink: one request, all its answers, in one buffer that grows. No Python, no state: the socket
 * lives for one call, so that threads, forks and network namespaces cannot mix answers up. */
#ifndef SYSPROBE_NETLINK_H
#define SYSPROBE_NETLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct netlink_buffer {
    unsigned char *data;
    size_t size;
    size_t capacity;
};

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

/* Dump: type and payload of the request, answers into out (cleared first; the caller frees out->data). 0 or
 * an errno. A dump that was interrupted by a change is made again, at most DUMP_TRIES times; then the last
 * one stands, as a file in /proc would. */
enum { DUMP_TRIES = 8 };
int netlink_dump(int protocol, uint16_t type, const void *request, size_t size, struct netlink_buffer *out);

#endif
