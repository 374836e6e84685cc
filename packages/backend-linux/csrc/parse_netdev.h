/* /proc/net/dev: counters of every interface. */
#ifndef SYSPROBE_PARSE_NETDEV_H
#define SYSPROBE_PARSE_NETDEV_H

#include "parse_rtnetlink.h"

/* The next interface; `*at` moves past it. 1: found, 0: end of the file, −1: a line that makes no sense. */
int parse_netdev(const char **at, const char *end, struct bytes *name, struct counters *out);

#endif
