/* What GetAdaptersAddresses fills: a list of IP_ADAPTER_ADDRESSES, each with a list of
 * IP_ADAPTER_UNICAST_ADDRESS. 64-bit layout of Windows Vista and newer. */
#ifndef SYSPROBE_PARSE_ADAPTERS_H
#define SYSPROBE_PARSE_ADAPTERS_H

#include "parse_span.h"

/* Offsets; layouts_windows.c compares them with the SDK's. */
enum {
    ADAPTER_INDEX = 4,
    ADAPTER_NEXT = 8,
    ADAPTER_GUID_NAME = 16,
    ADAPTER_UNICAST = 24,
    ADAPTER_FRIENDLY_NAME = 72,
    ADAPTER_PHYSICAL = 80,
    ADAPTER_PHYSICAL_SIZE = 88,
    ADAPTER_MTU = 96,
    ADAPTER_TYPE = 100,
    ADAPTER_STATUS = 104,
    ADAPTER_INDEX6 = 108,
    ADAPTER_SPEED = 184,
    ADAPTER_LUID = 224,
    ADAPTER_SIZE = 232, /* what is read; the structure itself is longer and grows */
    UNICAST_NEXT = 8,
    UNICAST_SOCKADDR = 16,
    UNICAST_SOCKADDR_SIZE = 24,
    UNICAST_PREFIX = 56,
    UNICAST_SIZE = 64,
    WINDOWS_AF_INET = 2,
    WINDOWS_AF_INET6 = 23,
    PHYSICAL_MAXIMUM = 8,
};

struct adapter {
    struct text name;      /* "Ethernet 2": what the user sees */
    const char *guid_name; /* "{…}", ASCII; NULL: there is none */
    size_t guid_name_size;
    uint32_t index;
    uint32_t mtu;
    uint32_t type;   /* IF_TYPE_* */
    uint32_t status; /* IF_OPER_STATUS */
    uint64_t speed;  /* of sending, bits per second; all bits set: unknown */
    uint64_t luid;
    const unsigned char *physical;
    size_t physical_size; /* 0: it has no such address */
    uint64_t addresses;   /* where its list of addresses starts */
};

struct adapter_address {
    int family;                 /* WINDOWS_AF_INET or WINDOWS_AF_INET6 */
    const unsigned char *bytes; /* 4 or 16 */
    uint32_t scope;             /* of IPv6 */
    uint8_t prefix;             /* bits that name the network, as Windows says: may be too many */
};

/* A walk over a list; `left` ends one that runs in a circle. */
struct adapter_walk {
    struct span span;
    uint64_t next;
    size_t left;
};

void start_adapters(struct adapter_walk *walk, struct span span);
void start_addresses(struct adapter_walk *walk, struct span span, const struct adapter *adapter);

/* The next one: 1, or 0 at the end, or -1 if the buffer makes no sense. Addresses of other families are
 * passed over. */
int next_adapter(struct adapter_walk *walk, struct adapter *out);
int next_address(struct adapter_walk *walk, struct adapter_address *out);

#endif
