#include "parse_iflist.h"

#include "fields.h"

enum {
    LINK_FAMILY = 18,  /* AF_LINK */
    HAS_LINK = 0x10,   /* RTA_IFP */
    LINK_NAME_AT = 8,  /* sdl_data */
    LINK_NAME_SIZE = 5 /* sdl_nlen */
};

/* Places in struct if_data64. */
static const uint8_t counter_at[] = {
    [IF_BYTES_SENT] = 72,       [IF_BYTES_RECEIVED] = 64, [IF_PACKETS_SENT] = 40,
    [IF_PACKETS_RECEIVED] = 24, [IF_ERRORS_IN] = 32,      [IF_ERRORS_OUT] = 48,
    [IF_DROPS_IN] = 96,         [IF_MULTICAST_IN] = 80,   [IF_COLLISIONS] = 56,
};

static void parse_name(const uint8_t *message, size_t length, struct interface *out)
{
    const uint8_t *link = message + INTERFACE_HEADER;
    size_t size = length - INTERFACE_HEADER;
    if ((field_u32(message + 4) & HAS_LINK) == 0 || size < LINK_NAME_AT || link[1] != LINK_FAMILY)
        return;
    if (link[LINK_NAME_SIZE] > size - LINK_NAME_AT)
        return;
    out->name_size = link[LINK_NAME_SIZE];
    memcpy(out->name, link + LINK_NAME_AT, out->name_size);
}

int next_interface(const uint8_t *buffer, size_t size, size_t *at, struct interface *out)
{
    while (size - *at >= 4) {
        const uint8_t *message = buffer + *at;
        size_t length = field_u16(message);
        if (length < 4 || length > size - *at)
            return -1;
        *at += length;
        if (message[2] != MESSAGE_VERSION || message[3] != INTERFACE_MESSAGE)
            continue;
        if (length < INTERFACE_HEADER)
            return -1;
        memset(out, 0, sizeof *out);
        out->flags = field_u32(message + 8);
        out->index = field_u16(message + 12);
        out->mtu = field_u32(message + 40);
        out->bits_per_second = field_u64(message + 48);
        parse_name(message, length, out);
        return 1;
    }
    return *at == size ? 0 : -1;
}

int parse_interface_data(const uint8_t *buffer, size_t size, struct interface_data *out)
{
    if (size != INTERFACE_DATA_SIZE)
        return -1;
    memset(out, 0, sizeof *out);
    for (unsigned i = 0; i < sizeof counter_at; i++)
        out->counters[i] = field_u64(buffer + INTERFACE_DATA_AT + counter_at[i]);
    out->counters[IF_DROPS_OUT] = field_u32(buffer + SEND_DROPS_AT);
    out->name_size = (uint8_t)field_text(buffer, INTERFACE_DATA_NAME);
    memcpy(out->name, buffer, out->name_size);
    return 0;
}
