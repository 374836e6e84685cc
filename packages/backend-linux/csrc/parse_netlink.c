#include "parse_netlink.h"

#include <errno.h>
#include <linux/netlink.h>
#include <string.h>

/* Messages and attributes start at multiples of four. */
static size_t aligned(size_t size)
{
    return (size + 3) & ~(size_t)3;
}

struct netlink_packet netlink_inspect(const unsigned char *packet, size_t size, uint32_t sequence)
{
    struct netlink_packet found = {.error = size == 0 ? EBADMSG : 0};
    while (found.size < size) {
        struct nlmsghdr header;
        size_t left = size - found.size;
        if (left < sizeof header) {
            found.error = EBADMSG;
            return found;
        }
        memcpy(&header, packet + found.size, sizeof header);
        if (header.nlmsg_len < sizeof header || header.nlmsg_len > left || header.nlmsg_seq != sequence) {
            found.error = EBADMSG;
            return found;
        }
        if (header.nlmsg_flags & NLM_F_DUMP_INTR)
            found.interrupted = true;
        if (header.nlmsg_type == NLMSG_ERROR || header.nlmsg_type == NLMSG_DONE) {
            /* Both begin with a negative errno; old kernels send an empty DONE. */
            int status = 0;
            if (header.nlmsg_len >= sizeof header + sizeof status)
                memcpy(&status, packet + found.size + sizeof header, sizeof status);
            else if (header.nlmsg_type == NLMSG_ERROR)
                status = -EBADMSG;
            found.done = true;
            found.error = status < 0 && status > -4096 ? -status : status == 0 ? 0 : EBADMSG;
            return found;
        }
        size_t whole = aligned(header.nlmsg_len);
        found.size += whole < left ? whole : left;
    }
    return found;
}

bool netlink_next(const unsigned char *buffer, size_t size, size_t *offset, struct netlink_message *message)
{
    struct nlmsghdr header;
    if (*offset > size || size - *offset < sizeof header)
        return false;
    memcpy(&header, buffer + *offset, sizeof header);
    if (header.nlmsg_len < sizeof header || header.nlmsg_len > size - *offset)
        return false;
    message->type = header.nlmsg_type;
    message->payload = buffer + *offset + sizeof header;
    message->size = header.nlmsg_len - sizeof header;
    *offset += aligned(header.nlmsg_len);
    return true;
}

bool netlink_attribute(const unsigned char *list, size_t size, size_t *offset,
                       struct netlink_message *attribute)
{
    struct nlattr header;
    if (*offset > size || size - *offset < sizeof header)
        return false;
    memcpy(&header, list + *offset, sizeof header);
    if (header.nla_len < sizeof header || header.nla_len > size - *offset)
        return false;
    attribute->type = header.nla_type & (uint16_t)~(NLA_F_NESTED | NLA_F_NET_BYTEORDER);
    attribute->payload = list + *offset + sizeof header;
    attribute->size = header.nla_len - sizeof header;
    *offset += aligned(header.nla_len);
    return true;
}

size_t netlink_body(size_t header)
{
    return aligned(header);
}

bool netlink_number(const struct netlink_message *attribute, uint32_t *out)
{
    if (attribute->size < sizeof *out)
        return false;
    memcpy(out, attribute->payload, sizeof *out);
    return true;
}
