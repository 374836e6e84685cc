#include "parse_bsd_sockaddr.h"

#include "fields.h"

enum {
    INET_AT = 4,
    INET6_AT = 8,
    INET6_SCOPE_AT = 24,
    LINK_NAME_SIZE_AT = 5,
    LINK_ADDRESS_SIZE_AT = 6,
    LINK_DATA_AT = 8,
};

/* The length that the address states, but never more than may be read. */
static size_t stated_length(const uint8_t *buffer, size_t size)
{
    if (size == 0)
        return 0;
    return buffer[0] < size ? buffer[0] : size;
}

static int parse_link(const uint8_t *buffer, size_t length, struct address *out)
{
    if (length < LINK_DATA_AT)
        return -1;
    size_t at = (size_t)LINK_DATA_AT + buffer[LINK_NAME_SIZE_AT];
    uint8_t size = buffer[LINK_ADDRESS_SIZE_AT];
    if (at + size > length)
        return -1;
    out->size = size;
    memcpy(out->bytes, buffer + at, size);
    return 0;
}

static int parse_inet6(const uint8_t *buffer, size_t length, struct address *out)
{
    if (length < INET6_AT + 16)
        return -1;
    out->size = 16;
    memcpy(out->bytes, buffer + INET6_AT, 16);
    if (length >= INET6_SCOPE_AT + 4)
        out->scope = field_u32(buffer + INET6_SCOPE_AT);
    int unicast = out->bytes[0] == 0xfe && (out->bytes[1] & 0xc0) == 0x80;
    int multicast = out->bytes[0] == 0xff && (out->bytes[1] & 0x0f) <= 2;
    if (unicast || multicast) {
        uint32_t embedded = (uint32_t)out->bytes[2] << 8 | out->bytes[3];
        if (embedded != 0)
            out->scope = embedded;
        out->bytes[2] = out->bytes[3] = 0;
    } else {
        out->scope = 0;
    }
    return 0;
}

int parse_bsd_sockaddr(const uint8_t *buffer, size_t size, struct address *out)
{
    memset(out, 0, sizeof *out);
    size_t length = stated_length(buffer, size);
    if (length < SOCKADDR_HEADER)
        return -1;
    out->family = buffer[1];
    switch (out->family) {
    case FAMILY_INET:
        if (length < INET_AT + 4)
            return -1;
        out->size = 4;
        memcpy(out->bytes, buffer + INET_AT, 4);
        return 0;
    case FAMILY_INET6:
        return parse_inet6(buffer, length, out);
    case FAMILY_LINK:
        return parse_link(buffer, length, out);
    default:
        return -1;
    }
}

int parse_bsd_netmask(const uint8_t *buffer, size_t size, uint8_t family, struct address *out)
{
    memset(out, 0, sizeof *out);
    size_t at = family == FAMILY_INET ? INET_AT : INET6_AT;
    if (family != FAMILY_INET && family != FAMILY_INET6)
        return -1;
    size_t length = stated_length(buffer, size);
    out->family = family;
    out->size = family == FAMILY_INET ? 4 : 16;
    if (length > at) {
        size_t there = length - at;
        memcpy(out->bytes, buffer + at, there < out->size ? there : out->size);
    }
    return 0;
}
