#include "parse_adapters.h"

#include <string.h>

void start_adapters(struct adapter_walk *walk, struct span span)
{
    *walk = (struct adapter_walk){span, span.size == 0 ? 0 : span.base, span.size / ADAPTER_SIZE + 1};
}

void start_addresses(struct adapter_walk *walk, struct span span, const struct adapter *adapter)
{
    *walk = (struct adapter_walk){span, adapter->addresses, span.size / UNICAST_SIZE + 1};
}

/* The structure that the walk has come to: 1, 0 or -1. */
static int advance(struct adapter_walk *walk, size_t size, size_t link, const unsigned char **at)
{
    if (walk->next == 0)
        return 0;
    *at = span_at(&walk->span, walk->next, size);
    if (*at == NULL || walk->left == 0)
        return -1;
    walk->left--;
    walk->next = get_u64(*at + link);
    return 1;
}

static int guid_name(const struct span *span, uint64_t address, struct adapter *out)
{
    if (address == 0)
        return 0;
    const unsigned char *start = span_at(span, address, 1);
    if (start == NULL)
        return -1;
    const unsigned char *end = memchr(start, 0, span->size - (size_t)(start - span->bytes));
    if (end == NULL)
        return -1;
    out->guid_name = (const char *)start;
    out->guid_name_size = (size_t)(end - start);
    return 0;
}

int next_adapter(struct adapter_walk *walk, struct adapter *out)
{
    const unsigned char *at;
    int found = advance(walk, ADAPTER_SIZE, ADAPTER_NEXT, &at);
    if (found != 1)
        return found;
    memset(out, 0, sizeof *out);
    if (span_text(&walk->span, get_u64(at + ADAPTER_FRIENDLY_NAME), &out->name) < 0 ||
        guid_name(&walk->span, get_u64(at + ADAPTER_GUID_NAME), out) < 0)
        return -1;
    out->index = get_u32(at + ADAPTER_INDEX);
    if (out->index == 0) /* IPv4 is not bound to it */
        out->index = get_u32(at + ADAPTER_INDEX6);
    out->mtu = get_u32(at + ADAPTER_MTU);
    out->type = get_u32(at + ADAPTER_TYPE);
    out->status = get_u32(at + ADAPTER_STATUS);
    out->speed = get_u64(at + ADAPTER_SPEED);
    out->luid = get_u64(at + ADAPTER_LUID);
    out->physical = at + ADAPTER_PHYSICAL;
    out->physical_size = get_u32(at + ADAPTER_PHYSICAL_SIZE);
    if (out->physical_size > PHYSICAL_MAXIMUM)
        return -1;
    out->addresses = get_u64(at + ADAPTER_UNICAST);
    return 1;
}

/* SOCKADDR_IN and SOCKADDR_IN6. 1: known; 0: of another family; -1: too short. */
static int socket_address(const unsigned char *address, size_t size, struct adapter_address *out)
{
    if (size < 2)
        return -1;
    out->family = get_u16(address);
    switch (out->family) {
    case WINDOWS_AF_INET:
        if (size < 8)
            return -1;
        out->bytes = address + 4;
        return 1;
    case WINDOWS_AF_INET6:
        if (size < 28)
            return -1;
        out->bytes = address + 8;
        out->scope = get_u32(address + 24);
        return 1;
    default:
        return 0;
    }
}

int next_address(struct adapter_walk *walk, struct adapter_address *out)
{
    for (;;) {
        const unsigned char *at;
        int found = advance(walk, UNICAST_SIZE, UNICAST_NEXT, &at);
        if (found != 1)
            return found;
        memset(out, 0, sizeof *out);
        out->prefix = at[UNICAST_PREFIX];
        size_t size = get_u32(at + UNICAST_SOCKADDR_SIZE);
        const unsigned char *address = span_at(&walk->span, get_u64(at + UNICAST_SOCKADDR), size);
        int known = address == NULL ? -1 : socket_address(address, size, out);
        if (known != 0)
            return known;
    }
}
