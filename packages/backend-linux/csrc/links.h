/* Every link of this network namespace, by one dump. */
#ifndef SYSPROBE_LINKS_H
#define SYSPROBE_LINKS_H

#include "native.h"

#include "interface_calls.h"
#include "netlink.h"
#include "objects.h"
#include "parse_rtnetlink.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct links {
    struct netlink_buffer answers; /* the rows point into it */
    struct link *rows;
    struct link_mode *modes; /* NULL: not asked for */
    size_t count;
};

/* 0, or −1 with an exception set; clear the links in both cases. */
int links_load(struct links *links, bool modes);
void links_clear(struct links *links);

/* The link with this index, or NULL. hint: where it is looked for first, 0 at the beginning. */
const struct link *links_find(const struct links *links, int64_t index, size_t *hint);

static inline PyObject *text_of(struct bytes text)
{
    return text_or_none((const char *)text.data, text.size);
}

#endif
