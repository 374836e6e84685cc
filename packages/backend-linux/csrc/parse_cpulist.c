#include "parse_cpulist.h"

#include "number.h"

int parse_cpulist_range(const char **at, const char *end, struct cpulist_range *out)
{
    const char *p = *at;
    while (p < end && (*p == ',' || *p == ' ' || *p == '\n'))
        p++;
    if (p >= end) {
        *at = end;
        return 0;
    }
    p = read_number(p, end, &out->first);
    if (!p)
        return -1;
    out->last = out->first;
    if (p < end && *p == '-') {
        p = read_number(p + 1, end, &out->last);
        if (!p)
            return -1;
    }
    out->used = out->group = 1;
    if (p < end && *p == ':') {
        p = read_number(p + 1, end, &out->used);
        if (!p || p >= end || *p != '/')
            return -1;
        p = read_number(p + 1, end, &out->group);
        if (!p)
            return -1;
    }
    if (out->first < 0 || out->last < out->first || out->last > CPULIST_MAX)
        return -1;
    if (out->used < 1 || out->group < out->used || out->group > CPULIST_MAX)
        return -1;
    if (p < end && *p != ',' && *p != ' ' && *p != '\n')
        return -1;
    *at = p;
    return 1;
}
