#define _GNU_SOURCE /* SOCK_CLOEXEC */
#include "interface_calls.h"

#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

int interface_socket(void)
{
    /* Any family does; this one is in every kernel. */
    return socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
}

bool interface_name(int fd, int32_t index, char name[IFNAMSIZ])
{
    struct ifreq request = {.ifr_ifindex = index};
    if (ioctl(fd, SIOCGIFNAME, &request) < 0)
        return false;
    memcpy(name, request.ifr_name, IFNAMSIZ);
    name[IFNAMSIZ - 1] = '\0';
    return true;
}

static bool ask(int fd, const char *name, size_t size, void *command)
{
    struct ifreq request = {.ifr_data = command};
    if (size >= sizeof request.ifr_name)
        return false;
    memcpy(request.ifr_name, name, size);
    return ioctl(fd, SIOCETHTOOL, &request) == 0;
}

static struct link_mode mode(uint32_t speed, uint8_t duplex)
{
    return (struct link_mode){
        /* 16 bits of ones: what drivers say that set only the lower half of the old struct, as ethtool(8)
           knows. */
        .has_speed = speed != 0 && speed != UINT16_MAX && speed != (uint32_t)SPEED_UNKNOWN,
        .speed = speed,
        .duplex = duplex == DUPLEX_FULL   ? DUPLEX_IS_FULL
                  : duplex == DUPLEX_HALF ? DUPLEX_IS_HALF
                                          : DUPLEX_IS_UNKNOWN,
    };
}

/* For kernels before 4.6, which do not know ETHTOOL_GLINKSETTINGS. */
static struct link_mode old_mode(int fd, const char *name, size_t size)
{
    struct ethtool_cmd command = {.cmd = ETHTOOL_GSET};
    if (!ask(fd, name, size, &command))
        return mode(0, DUPLEX_UNKNOWN);
    return mode(ethtool_cmd_speed(&command), command.duplex);
}

struct link_mode interface_mode(int fd, const char *name, size_t size, int8_t *words)
{
    /* Three masks of at most 127 words follow the struct. */
    uint32_t room[sizeof(struct ethtool_link_settings) / sizeof(uint32_t) + 3 * INT8_MAX];
    struct ethtool_link_settings *settings = (void *)room;
    for (int tries = 0; tries < 2; tries++) {
        memset(settings, 0, sizeof *settings);
        settings->cmd = ETHTOOL_GLINKSETTINGS;
        settings->link_mode_masks_nwords = *words;
        if (!ask(fd, name, size, settings))
            return old_mode(fd, name, size);
        if (settings->link_mode_masks_nwords > 0)
            return mode(settings->speed, settings->duplex);
        /* Not the length of this kernel's masks, which it tells negated. */
        *words = (int8_t)-settings->link_mode_masks_nwords;
    }
    return mode(0, DUPLEX_UNKNOWN);
}
