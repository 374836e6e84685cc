/* What system calls alone tell about an interface: its name by its index, speed and duplex. No Python.h. */
#ifndef SYSPROBE_INTERFACE_CALLS_H
#define SYSPROBE_INTERFACE_CALLS_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A socket for the calls below, or −1 and errno. */
int interface_socket(void);

/* The interface's name now; false if there is no such interface (any more). */
bool interface_name(int fd, int32_t index, char name[IFNAMSIZ]);

enum duplex { DUPLEX_IS_HALF, DUPLEX_IS_FULL, DUPLEX_IS_UNKNOWN };

struct link_mode {
    bool has_speed;
    uint32_t speed; /* Mbit/s */
    enum duplex duplex;
};

/* Ask the driver. words: how long this kernel's bit masks are, learnt by the first call; 0 at first. */
struct link_mode interface_mode(int fd, const char *name, size_t size, int8_t *words);

#endif
