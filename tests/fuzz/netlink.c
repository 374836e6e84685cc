#include "parse_netlink.h"

#include <string.h>

/* What is taken to be sound must be walked to its end, and every attribute lie within its message. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct netlink_packet packet = netlink_inspect(data, size, 1);
    if (packet.size > size)
        __builtin_trap();
    struct netlink_message message, attribute;
    for (size_t offset = 0; netlink_next(data, packet.size, &offset, &message);) {
        if (message.payload < data || message.payload + message.size > data + size)
            __builtin_trap();
        for (size_t at = 0; netlink_attribute(message.payload, message.size, &at, &attribute);) {
            if (attribute.payload + attribute.size > message.payload + message.size)
                __builtin_trap();
        }
    }
    return 0;
}
