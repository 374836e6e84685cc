#define _GNU_SOURCE /* strnlen */
#include "parse_rtnetlink.h"

#include "parse_netlink.h"

#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

/* Newer than the headers that this may be compiled with. */
enum { LINK_PROP_LIST = 52, LINK_ALT_NAME = 53, STATS_LINK_64 = 1 };

static struct bytes raw(const struct netlink_message *attribute)
{
    return (struct bytes){attribute->payload, attribute->size};
}

/* Text up to its NUL; absent if it is empty. */
static struct bytes text(const struct netlink_message *attribute)
{
    size_t size = strnlen((const char *)attribute->payload, attribute->size);
    return (struct bytes){size == 0 ? NULL : attribute->payload, size};
}

static struct bytes kind_of(const struct netlink_message *info)
{
    struct netlink_message attribute;
    for (size_t offset = 0; netlink_attribute(info->payload, info->size, &offset, &attribute);) {
        if (attribute.type == IFLA_INFO_KIND)
            return text(&attribute);
    }
    return (struct bytes){NULL, 0};
}

static void take_link_attribute(const struct netlink_message *attribute, struct link *out)
{
    uint32_t value;
    switch (attribute->type) {
    case IFLA_IFNAME:
        out->name = text(attribute);
        break;
    case IFLA_ADDRESS:
        out->address = raw(attribute);
        break;
    case IFLA_BROADCAST:
        out->broadcast = raw(attribute);
        break;
    case IFLA_LINKINFO:
        out->kind = kind_of(attribute);
        break;
    case LINK_PROP_LIST:
        out->names = raw(attribute);
        break;
    case IFLA_MTU:
        out->has_mtu = netlink_number(attribute, &out->mtu);
        break;
    case IFLA_OPERSTATE:
        out->has_operstate = attribute->size >= 1;
        out->operstate = out->has_operstate ? attribute->payload[0] : 0;
        break;
    case IFLA_CARRIER:
        out->has_carrier = attribute->size >= 1;
        out->carrier = out->has_carrier ? attribute->payload[0] : 0;
        break;
    case IFLA_CARRIER_CHANGES:
        out->has_carrier_changes = netlink_number(attribute, &out->carrier_changes);
        break;
    case IFLA_MASTER:
        out->has_master = netlink_number(attribute, &value);
        if (out->has_master)
            out->master = (int32_t)value;
        break;
    default:
        break;
    }
}

int parse_link(const unsigned char *message, size_t size, struct link *out)
{
    struct ifinfomsg header;
    memset(out, 0, sizeof *out);
    if (size < sizeof header)
        return -1;
    memcpy(&header, message, sizeof header);
    out->index = header.ifi_index;
    out->flags = header.ifi_flags;
    out->hardware = header.ifi_type;
    struct netlink_message attribute;
    for (size_t offset = netlink_body(sizeof header); netlink_attribute(message, size, &offset, &attribute);)
        take_link_attribute(&attribute, out);
    return out->name.data == NULL ? -1 : 0;
}

bool link_altname(struct bytes names, size_t *offset, struct bytes *name)
{
    struct netlink_message attribute;
    while (netlink_attribute(names.data, names.size, offset, &attribute)) {
        *name = text(&attribute);
        if (attribute.type == LINK_ALT_NAME && name->data != NULL)
            return true;
    }
    return false;
}

static int take_counters(const struct netlink_message *attribute, struct counters *out)
{
    /* The struct has grown at its end; all that we want was there from the beginning. */
    struct rtnl_link_stats64 told;
    enum { WANTED = offsetof(struct rtnl_link_stats64, rx_missed_errors) + sizeof told.rx_missed_errors };
    if (attribute->size < WANTED)
        return -1;
    memcpy(&told, attribute->payload, WANTED);
    *out = (struct counters){
        .rx_packets = told.rx_packets,
        .tx_packets = told.tx_packets,
        .rx_bytes = told.rx_bytes,
        .tx_bytes = told.tx_bytes,
        .rx_errors = told.rx_errors,
        .tx_errors = told.tx_errors,
        .rx_dropped = told.rx_dropped + told.rx_missed_errors, /* as in /proc/net/dev */
        .tx_dropped = told.tx_dropped,
        .multicast = told.multicast,
        .collisions = told.collisions,
    };
    return 0;
}

int parse_link_counters(const unsigned char *message, size_t size, int32_t *index, struct counters *out)
{
    struct if_stats_msg header;
    if (size < sizeof header)
        return -1;
    memcpy(&header, message, sizeof header);
    *index = (int32_t)header.ifindex;
    struct netlink_message attribute;
    for (size_t offset = netlink_body(sizeof header);
         netlink_attribute(message, size, &offset, &attribute);) {
        if (attribute.type == STATS_LINK_64)
            return take_counters(&attribute, out);
    }
    return -1;
}

/* An address of the right length for its family, or absent. */
static struct bytes address_bytes(const struct netlink_message *attribute, uint8_t family)
{
    size_t wanted = family == AF_INET ? 4 : family == AF_INET6 ? 16 : 0;
    struct bytes absent = {NULL, 0};
    return attribute->size == wanted ? raw(attribute) : absent;
}

int parse_address(const unsigned char *message, size_t size, struct address *out)
{
    struct ifaddrmsg header;
    memset(out, 0, sizeof *out);
    if (size < sizeof header)
        return -1;
    memcpy(&header, message, sizeof header);
    out->family = header.ifa_family;
    out->prefix_length = header.ifa_prefixlen;
    out->scope = header.ifa_scope;
    out->index = header.ifa_index;
    struct netlink_message attribute;
    for (size_t offset = netlink_body(sizeof header);
         netlink_attribute(message, size, &offset, &attribute);) {
        if (attribute.type == IFA_LOCAL)
            out->local = address_bytes(&attribute, header.ifa_family);
        else if (attribute.type == IFA_ADDRESS)
            out->peer = address_bytes(&attribute, header.ifa_family);
        else if (attribute.type == IFA_BROADCAST)
            out->broadcast = address_bytes(&attribute, header.ifa_family);
        else if (attribute.type == IFA_LABEL)
            out->label = text(&attribute);
    }
    /* IFA_ADDRESS is the other end where there is one (IFA_LOCAL says what is ours), otherwise our own. */
    if (out->local.data == NULL || (out->peer.data != NULL && out->peer.size == out->local.size &&
                                    memcmp(out->peer.data, out->local.data, out->local.size) == 0)) {
        if (out->local.data == NULL)
            out->local = out->peer;
        out->peer = (struct bytes){NULL, 0};
    }
    return out->local.data == NULL || out->prefix_length > 8 * out->local.size ? -1 : 0;
}
