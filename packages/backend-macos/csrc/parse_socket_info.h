/* struct socket_fdinfo, which proc_pidfdinfo(PROC_PIDFDSOCKETINFO) gives for a socket. No Python, no Darwin
 * header. */
#ifndef SYSPROBE_PARSE_SOCKET_INFO_H
#define SYSPROBE_PARSE_SOCKET_INFO_H

#include <stddef.h>
#include <stdint.h>

enum {
    SOCKET_INFO_SIZE = 792,
    SOCKET_PATH_SIZE = 255, /* SOCK_MAXADDRLEN */
    SOCKET_FAMILY_UNIX = 1,
    SOCKET_FAMILY_INET = 2,
    SOCKET_FAMILY_INET6 = 30,
};

/* soi_kind */
enum socket_kind { SOCKET_GENERIC, SOCKET_IN, SOCKET_TCP, SOCKET_UNIX };

enum socket_offset {
    AT_SOCKET = 160,
    AT_SOCKET_TYPE = 176,
    AT_SOCKET_PROTOCOL = 180,
    AT_SOCKET_FAMILY = 184,
    AT_SOCKET_OPTIONS = 188,
    AT_SOCKET_STATE = 192,
    AT_QUEUE_LENGTH = 194,
    AT_QUEUE_LIMIT = 198,
    AT_RECEIVED = 208,
    AT_SENT = 232,
    AT_KIND = 256,
    AT_REMOTE_PORT = 264,
    AT_LOCAL_PORT = 268,
    AT_VERSIONS = 288,
    AT_REMOTE_ADDRESS = 296,
    AT_LOCAL_ADDRESS = 312,
    AT_TCP_STATE = 344,
    AT_LOCAL_PATH = 280,
    AT_REMOTE_PATH = 535,
};

struct socket_end {
    uint16_t port; /* in the host's order */
    uint8_t size;  /* of bytes: 4 or 16; of a path its length, 0: none */
    uint8_t bytes[SOCKET_PATH_SIZE];
};

struct open_socket {
    uint64_t socket; /* tells sockets apart; the same in every process that holds it. 0: not told */
    int32_t type;
    int32_t protocol;
    int32_t family;
    int32_t kind;
    int32_t tcp_state; /* -1: no TCP */
    uint16_t options;
    uint16_t state;
    uint16_t waiting; /* connections to be accepted */
    uint16_t waiting_limit;
    uint32_t received; /* bytes to be read */
    uint32_t sent;     /* bytes to be sent or acknowledged */
    struct socket_end local;
    struct socket_end remote;
};

/* 0, or -1 if the buffer is not one structure. What has neither Internet nor Unix addresses has none. An IPv4
   address on an IPv6 socket is given as ::ffff:a.b.c.d; a link-local IPv6 address without the index that BSD
   kernels write into its second pair of bytes. */
int parse_socket_info(const uint8_t *buffer, size_t size, struct open_socket *out);

#endif
