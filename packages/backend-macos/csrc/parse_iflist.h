/* What sysctl(NET_RT_IFLIST2) gives: messages of the routing socket's kind, one struct if_msghdr2 with the
 * interface's link address per interface among them; and struct ifmibdata, which sysctl(IFMIB_IFDATA) gives
 * of one interface. The counters of the former are not read: its bytes are rounded for everyone but
 * the system's own programs, and since macOS 13 cut to 32 bits. No Python, no Darwin header. */
#ifndef SYSPROBE_PARSE_IFLIST_H
#define SYSPROBE_PARSE_IFLIST_H

#include <stddef.h>
#include <stdint.h>

enum { INTERFACE_MESSAGE = 0x12, MESSAGE_VERSION = 5, INTERFACE_HEADER = 160, INTERFACE_NAME_MAX = 255 };
enum { INTERFACE_DATA_SIZE = 180, INTERFACE_DATA_NAME = 16, INTERFACE_DATA_AT = 52, SEND_DROPS_AT = 32 };

/* The counters in the order in which they are given to Python. */
enum interface_counter {
    IF_BYTES_SENT,
    IF_BYTES_RECEIVED,
    IF_PACKETS_SENT,
    IF_PACKETS_RECEIVED,
    IF_ERRORS_IN,
    IF_ERRORS_OUT,
    IF_DROPS_IN,
    IF_MULTICAST_IN,
    IF_COLLISIONS,
    IF_DROPS_OUT,
    IF_COUNTERS,
};

struct interface {
    uint32_t flags;
    uint32_t mtu;
    uint64_t bits_per_second; /* 0: none, or not known */
    uint16_t index;
    uint8_t name_size; /* 0: the message had no name */
    char name[INTERFACE_NAME_MAX];
};

/* The next interface from *at on, which moves behind it; other messages are stepped over. 1: found; 0: there
   is none; -1: a message is cut or has no length. */
int next_interface(const uint8_t *buffer, size_t size, size_t *at, struct interface *out);

struct interface_data {
    uint64_t counters[IF_COUNTERS];
    uint8_t name_size;
    char name[INTERFACE_DATA_NAME];
};

/* 0, or -1 if the buffer is not one structure. */
int parse_interface_data(const uint8_t *buffer, size_t size, struct interface_data *out);

#endif
