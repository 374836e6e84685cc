#include "parse_process_cgroup.h"

#include <string.h>

#include "lines.h"
#include "number.h"

static int read_line(const char *at, const char *eol, struct process_cgroup *out)
{
    const char *colon;
    at = read_number(at, eol, &out->hierarchy);
    if (!at || at >= eol || *at != ':')
        return -1;
    at++;
    /* A named hierarchy may have any name but none with a colon: the first one ends it. */
    colon = memchr(at, ':', (size_t)(eol - at));
    if (!colon)
        return -1;
    out->controllers = at;
    out->controllers_len = (size_t)(colon - at);
    out->path = colon + 1;
    out->path_len = (size_t)(eol - out->path);
    return 0;
}

const char *next_process_cgroup(const char *at, const char *end, struct process_cgroup *out)
{
    struct line line;
    while (cut_line(&at, end, &line)) {
        if (read_line(line.at, line.end, out) == 0)
            return at;
    }
    return NULL;
}
