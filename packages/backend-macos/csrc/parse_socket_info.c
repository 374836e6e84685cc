#include "parse_socket_info.h"

#include "fields.h"

enum { VERSION_4 = 1, VERSION_6 = 2, PATH_AT = 2 };

/* The port stands in network order in the lower half of an int. */
static uint16_t port_at(const uint8_t *at)
{
    return (uint16_t)(at[0] << 8 | at[1]);
}

static void parse_internet(const uint8_t *buffer, size_t address_at, size_t port_place, int32_t family,
                           struct socket_end *out)
{
    const uint8_t *address = buffer + address_at;
    uint8_t versions = buffer[AT_VERSIONS];
    out->port = port_at(buffer + port_place);
    if (family == SOCKET_FAMILY_INET) {
        out->size = 4;
        memcpy(out->bytes, address + 12, 4);
        return;
    }
    out->size = 16;
    if ((versions & VERSION_4) != 0 && (versions & VERSION_6) == 0) {
        out->bytes[10] = out->bytes[11] = 0xff;
        memcpy(out->bytes + 12, address + 12, 4);
        return;
    }
    memcpy(out->bytes, address, 16);
    if (address[0] == 0xfe && (address[1] & 0xc0) == 0x80)
        out->bytes[2] = out->bytes[3] = 0;
}

/* A struct sockaddr_un: its length, its family, and a path that may lack an end. */
static void parse_path(const uint8_t *at, struct socket_end *out)
{
    size_t length = at[0] < SOCKET_PATH_SIZE ? at[0] : SOCKET_PATH_SIZE;
    if (length <= PATH_AT || at[1] != SOCKET_FAMILY_UNIX)
        return;
    out->size = (uint8_t)field_text(at + PATH_AT, length - PATH_AT);
    memcpy(out->bytes, at + PATH_AT, out->size);
}

int parse_socket_info(const uint8_t *buffer, size_t size, struct open_socket *out)
{
    if (size != SOCKET_INFO_SIZE)
        return -1;
    memset(out, 0, sizeof *out);
    out->socket = field_u64(buffer + AT_SOCKET);
    out->type = field_i32(buffer + AT_SOCKET_TYPE);
    out->protocol = field_i32(buffer + AT_SOCKET_PROTOCOL);
    out->family = field_i32(buffer + AT_SOCKET_FAMILY);
    out->options = field_u16(buffer + AT_SOCKET_OPTIONS);
    out->state = field_u16(buffer + AT_SOCKET_STATE);
    out->waiting = field_u16(buffer + AT_QUEUE_LENGTH);
    out->waiting_limit = field_u16(buffer + AT_QUEUE_LIMIT);
    out->received = field_u32(buffer + AT_RECEIVED);
    out->sent = field_u32(buffer + AT_SENT);
    out->kind = field_i32(buffer + AT_KIND);
    out->tcp_state = out->kind == SOCKET_TCP ? field_i32(buffer + AT_TCP_STATE) : -1;
    if (out->kind == SOCKET_UNIX) {
        parse_path(buffer + AT_LOCAL_PATH, &out->local);
        parse_path(buffer + AT_REMOTE_PATH, &out->remote);
    } else if ((out->kind == SOCKET_IN || out->kind == SOCKET_TCP) &&
               (out->family == SOCKET_FAMILY_INET || out->family == SOCKET_FAMILY_INET6)) {
        parse_internet(buffer, AT_LOCAL_ADDRESS, AT_LOCAL_PORT, out->family, &out->local);
        parse_internet(buffer, AT_REMOTE_ADDRESS, AT_REMOTE_PORT, out->family, &out->remote);
    }
    return 0;
}
