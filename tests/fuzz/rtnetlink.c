#include "parse_rtnetlink.h"

static volatile unsigned char sink;

/* Read every byte that was pointed out. */
static void touch(struct bytes bytes)
{
    for (size_t i = 0; i < bytes.size; i++)
        sink = bytes.data[i];
}

/* The first byte chooses the kind of message. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct link link;
    struct address address;
    struct counters counters;
    struct bytes name;
    int32_t index;
    if (size == 0)
        return 0;
    switch (data[0] % 3) {
    case 0:
        if (parse_link(data + 1, size - 1, &link) < 0)
            break;
        touch(link.name);
        touch(link.address);
        touch(link.broadcast);
        touch(link.kind);
        for (size_t offset = 0; link_altname(link.names, &offset, &name);)
            touch(name);
        break;
    case 1:
        (void)parse_link_counters(data + 1, size - 1, &index, &counters);
        break;
    default:
        if (parse_address(data + 1, size - 1, &address) < 0)
            break;
        touch(address.local);
        touch(address.peer);
        touch(address.broadcast);
        touch(address.label);
    }
    return 0;
}
