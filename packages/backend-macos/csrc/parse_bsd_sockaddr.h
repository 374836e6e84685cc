/* The socket addresses of getifaddrs(), BSD's: the first byte is the length. No Python, no Darwin header. */
#ifndef SYSPROBE_PARSE_BSD_SOCKADDR_H
#define SYSPROBE_PARSE_BSD_SOCKADDR_H

#include <stddef.h>
#include <stdint.h>

/* The families by Darwin's numbers. */
enum { FAMILY_NONE = 0, FAMILY_INET = 2, FAMILY_LINK = 18, FAMILY_INET6 = 30 };

#define SOCKADDR_HEADER 2
#define LINK_ADDRESS_MAX 255

struct address {
    uint8_t family;
    uint8_t size; /* of bytes: 4, 16, or a hardware address's; 0: none */
    uint32_t scope;
    uint8_t bytes[LINK_ADDRESS_MAX];
};

/* The address in a socket address of which `size` bytes may be read. 0, or -1 if it is malformed or of
   another family. An IPv6 address keeps its interface's index out of its bytes: BSD kernels write it into the
   second pair of a link-local one. */
int parse_bsd_sockaddr(const uint8_t *buffer, size_t size, struct address *out);

/* The mask that belongs to an address of this family. Its length says how much of it is there, the rest is
   zero; its family is often not set. 0, or -1 for a family without masks. */
int parse_bsd_netmask(const uint8_t *buffer, size_t size, uint8_t family, struct address *out);

#endif
