/* Media of interfaces, and the allocator's zones. */
#include "fake.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/types.h>
#include <sys/filio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/sockio.h>
#include <net/if.h>
#include <net/if_media.h>
#include <unistd.h>

struct allocator_statistics {
    unsigned blocks_in_use;
    size_t size_in_use, max_size_in_use, size_allocated;
};
void malloc_zone_statistics(void *zone, struct allocator_statistics *out);
size_t malloc_zone_pressure_relief(void *zone, size_t goal);

void malloc_zone_statistics(void *zone, struct allocator_statistics *out)
{
    int value = 0;
    fake_enter("malloc_zone_statistics", &value);
    if (zone == NULL)
        *out = (struct allocator_statistics){7, 5 << 20, 6 << 20, 8 << 20};
}

size_t malloc_zone_pressure_relief(void *zone, size_t goal)
{
    int value = 0;
    fake_enter("malloc_zone_pressure_relief", &value);
    return zone == NULL && goal == 0 ? 4096 : 0;
}

enum { DESCRIPTOR = 1077, MEDIA = 16 };
int fake_open_descriptors;
static struct {
    char name[IFNAMSIZ];
    int active, status;
} media[MEDIA];
static int media_count;

void fake_forget_media(void)
{
    media_count = 0;
}

void fake_media(const char *name, int active, int status)
{
    strncpy(media[media_count].name, name, IFNAMSIZ);
    media[media_count].active = active;
    media[media_count++].status = status;
}

static int fail(int error)
{
    errno = error;
    return -1;
}

int socket(int family, int type, int protocol)
{
    int value = 0;
    if (fake_enter("socket", &value) == FAULT_FAIL)
        return fail(value);
    if (family != AF_INET || type != SOCK_DGRAM || protocol != 0)
        return fail(EINVAL);
    __atomic_add_fetch(&fake_open_descriptors, 1, __ATOMIC_RELAXED);
    return DESCRIPTOR;
}

int close(int descriptor)
{
    if (descriptor != DESCRIPTOR)
        return fail(EBADF);
    __atomic_sub_fetch(&fake_open_descriptors, 1, __ATOMIC_RELAXED);
    return 0;
}

/* The header calls it _close; by that name the Mach-O's import would find libc's. */
int __wrap_close(int descriptor);
int __wrap_close(int descriptor)
{
    return close(descriptor);
}

int ioctl(int descriptor, unsigned long request, ...)
{
    if (descriptor != DESCRIPTOR)
        return fail(EBADF);
    if (request == FIOCLEX)
        return 0;
    int value = 0;
    if (fake_enter("ioctl", &value) == FAULT_FAIL)
        return fail(value);
    if (request != SIOCGIFMEDIA)
        return fail(ENOTTY);
    __builtin_va_list arguments;
    __builtin_va_start(arguments, request);
    struct ifmediareq *out = __builtin_va_arg(arguments, struct ifmediareq *);
    __builtin_va_end(arguments);
    for (int i = 0; i < media_count; i++) {
        if (strncmp(media[i].name, out->ifm_name, IFNAMSIZ) == 0) {
            out->ifm_active = media[i].active;
            out->ifm_status = media[i].status;
            return 0;
        }
    }
    return fail(EOPNOTSUPP);
}
