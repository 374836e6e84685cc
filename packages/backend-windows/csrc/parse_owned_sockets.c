#include "parse_owned_sockets.h"

#include "parse_span.h"

/* Where the fields of a row are. */
struct layout {
    size_t size, local, local_port, remote, remote_port, state, pid;
    size_t address_size;
    bool tcp;
};

static const struct layout layouts[SOCKET_TABLES] = {
    [TABLE_TCP4] = {ROW_TCP4, 4, 8, 12, 16, 0, 20, 4, true},
    [TABLE_TCP6] = {ROW_TCP6, 0, 20, 24, 44, 48, 52, 16, true},
    [TABLE_UDP4] = {ROW_UDP4, 0, 4, 0, 0, 0, 8, 4, false},
    [TABLE_UDP6] = {ROW_UDP6, 0, 20, 0, 0, 0, 24, 16, false},
};

/* The count stands in front, in as many bytes as rows are aligned to. */
enum { HEAD = 4 };

size_t count_sockets(enum socket_table table, const unsigned char *bytes, size_t size)
{
    if (size < HEAD)
        return 0;
    size_t told = get_u32(bytes), fit = (size - HEAD) / layouts[table].size;
    return told < fit ? told : fit;
}

/* Ports lie in network byte order in the first two of four bytes. */
static uint16_t port(const unsigned char *at)
{
    return (uint16_t)(at[0] << 8 | at[1]);
}

struct socket_entry read_socket(enum socket_table table, const unsigned char *bytes, size_t number)
{
    const struct layout *layout = &layouts[table];
    const unsigned char *row = bytes + HEAD + number * layout->size;
    struct socket_entry entry = {
        .local = row + layout->local,
        .address_size = layout->address_size,
        .local_port = port(row + layout->local_port),
        .pid = get_u32(row + layout->pid),
    };
    if (layout->tcp) {
        entry.remote = row + layout->remote;
        entry.remote_port = port(row + layout->remote_port);
        entry.state = get_u32(row + layout->state);
    }
    return entry;
}
