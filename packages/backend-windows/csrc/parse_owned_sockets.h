/* What GetExtendedTcpTable and GetExtendedUdpTable fill: MIB_TCPTABLE_OWNER_PID and its like. */
#ifndef SYSPROBE_PARSE_OWNED_SOCKETS_H
#define SYSPROBE_PARSE_OWNED_SOCKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum socket_table { TABLE_TCP4, TABLE_TCP6, TABLE_UDP4, TABLE_UDP6, SOCKET_TABLES };

/* Sizes of the rows; layouts_windows.c compares them, and some offsets, with the SDK's. */
enum {
    ROW_TCP4 = 24,
    ROW_TCP6 = 56,
    ROW_UDP4 = 12,
    ROW_UDP6 = 28,
};

struct socket_entry {
    const unsigned char *local;  /* 4 or 16 bytes */
    const unsigned char *remote; /* NULL: UDP has none */
    size_t address_size;
    uint16_t local_port;
    uint16_t remote_port;
    uint32_t state; /* MIB_TCP_STATE; of UDP 0 */
    uint32_t pid;
};

/* How many rows the table has: what it says, but not more than fit into it. 0 for one too short to say it. */
size_t count_sockets(enum socket_table table, const unsigned char *bytes, size_t size);

/* One of its rows. */
struct socket_entry read_socket(enum socket_table table, const unsigned char *bytes, size_t number);

#endif
