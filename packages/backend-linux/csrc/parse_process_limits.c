#include "parse_process_limits.h"

#include <string.h>

#include "lines.h"
#include "number.h"

static const char *const names[LIMIT_COUNT] = {
    "Max cpu time",       "Max file size",     "Max data size",         "Max stack size",
    "Max core file size", "Max resident set",  "Max processes",         "Max open files",
    "Max locked memory",  "Max address space", "Max file locks",        "Max pending signals",
    "Max msgqueue size",  "Max nice priority", "Max realtime priority", "Max realtime timeout",
};

/* A number or "unlimited". Returns where it ended, NULL where neither stands. */
static const char *read_bound(const char *at, const char *eol, int *set, uint64_t *out)
{
    static const char unlimited[] = "unlimited";
    const size_t word = sizeof unlimited - 1;
    int64_t value = 0;
    at = skip_blanks(at, eol);
    if ((size_t)(eol - at) >= word && memcmp(at, unlimited, word) == 0) {
        *set = 0;
        return at + word;
    }
    at = read_number(at, eol, &value);
    *set = 1;
    *out = (uint64_t)value;
    return at;
}

static void read_line(const char *at, const char *eol, struct process_limits *out)
{
    for (unsigned i = 0; i < LIMIT_COUNT; i++) {
        size_t len = strlen(names[i]);
        uint64_t soft = 0, hard = 0;
        int soft_set = 0, hard_set = 0;
        const char *value;
        if ((size_t)(eol - at) <= len || memcmp(at, names[i], len) != 0 || at[len] != ' ')
            continue;
        value = read_bound(at + len, eol, &soft_set, &soft);
        if (!value || !read_bound(value, eol, &hard_set, &hard))
            return;
        out->present |= 1u << i;
        out->soft[i] = soft;
        out->hard[i] = hard;
        if (soft_set)
            out->soft_set |= 1u << i;
        if (hard_set)
            out->hard_set |= 1u << i;
        return;
    }
}

int parse_process_limits(const char *buf, size_t len, struct process_limits *out)
{
    struct line line;
    memset(out, 0, sizeof *out);
    for (const char *at = buf, *end = buf + len; cut_line(&at, end, &line);)
        read_line(line.at, line.end, out);
    return out->present ? 0 : -1;
}
