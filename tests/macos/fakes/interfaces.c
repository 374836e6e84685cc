/* getifaddrs(): a list whose socket addresses are exactly as long as they say, each in memory of its own. */
#include "fake.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/socket.h>
#include <ifaddrs.h>

extern void *__real_malloc(size_t size);
extern void __real_free(void *block);

enum { ENTRIES = 64 };
static struct {
    char name[17];
    unsigned flags;
    uint8_t address[3][256];
    size_t size[3]; /* 0: no such pointer */
} interfaces[ENTRIES];
static size_t interface_count;
static int lists; /* given out and not yet freed */

int fake_lists(void)
{
    return lists;
}

void fake_unplug(void)
{
    interface_count = 0;
}

void fake_plug(const char *name, unsigned flags, const uint8_t *address, size_t size, const uint8_t *mask,
               size_t mask_size, const uint8_t *other, size_t other_size)
{
    const uint8_t *parts[3] = {address, mask, other};
    size_t sizes[3] = {size, mask_size, other_size};
    strncpy(interfaces[interface_count].name, name, sizeof interfaces->name - 1);
    interfaces[interface_count].flags = flags;
    for (int i = 0; i < 3; i++) {
        interfaces[interface_count].size[i] = sizes[i];
        if (sizes[i] > 0)
            memcpy(interfaces[interface_count].address[i], parts[i], sizes[i]);
    }
    interface_count++;
}

static struct sockaddr *copy(size_t entry, int part)
{
    size_t size = interfaces[entry].size[part];
    if (size == 0)
        return NULL;
    void *block = __real_malloc(size);
    memcpy(block, interfaces[entry].address[part], size);
    return block;
}

int getifaddrs(struct ifaddrs **out)
{
    int value = 0;
    *out = NULL;
    if (fake_enter("getifaddrs", &value) == FAULT_FAIL) {
        errno = value;
        return -1;
    }
    struct ifaddrs **next = out;
    for (size_t i = 0; i < interface_count; i++) {
        struct ifaddrs *entry = __real_malloc(sizeof *entry);
        entry->ifa_next = NULL;
        entry->ifa_name = interfaces[i].name;
        entry->ifa_flags = interfaces[i].flags;
        entry->ifa_addr = copy(i, 0);
        entry->ifa_netmask = copy(i, 1);
        entry->ifa_dstaddr = copy(i, 2);
        entry->ifa_data = NULL;
        *next = entry;
        next = &entry->ifa_next;
    }
    __atomic_add_fetch(&lists, *out != NULL, __ATOMIC_RELAXED);
    return 0;
}

void freeifaddrs(struct ifaddrs *entry)
{
    __atomic_sub_fetch(&lists, entry != NULL, __ATOMIC_RELAXED);
    while (entry != NULL) {
        struct ifaddrs *next = entry->ifa_next;
        __real_free(entry->ifa_addr);
        __real_free(entry->ifa_netmask);
        __real_free(entry->ifa_dstaddr);
        __real_free(entry);
        entry = next;
    }
}
