/* Dumps over netlink: one request, all its answers, in one buffer that grows. No Python, no state: the socket
 * lives for one call, so that threads, forks and network namespaces cannot mix answers up. */
#ifndef SYSPROBE_NETLINK_H
#define SYSPROBE_NETLINK_H

#include "parse_netlink.h"

#include <stddef.h>
#include <stdint.h>

struct netlink_buffer {
    unsigned char *data;
    size_t size;
    size_t capacity;
};

/* Dump: type and payload of the request, answers into out (cleared first; the caller frees out->data). 0 or
 * an errno. A dump that was interrupted by a change is made again, at most DUMP_TRIES times; then the last
 * one stands, as a file in /proc would. */
enum { DUMP_TRIES = 8 };
int netlink_dump(int protocol, uint16_t type, const void *request, size_t size, struct netlink_buffer *out);

#endif
