#include "parse_cpuinfo.h"

#include "decimal.h"

enum cpuinfo_line parse_cpuinfo_line(const char **at, const char *end, struct span *key, struct span *value)
{
    while (*at < end) {
        const char *start = *at, *eol = line_end(start, end);
        const char *colon = memchr(start, ':', (size_t)(eol - start));
        *at = next_line(eol, end);
        if (colon) {
            *key = trimmed(start, colon);
            *value = trimmed(colon + 1, eol);
            return CPUINFO_PAIR;
        }
        if (trimmed(start, eol).size == 0)
            return CPUINFO_BREAK;
    }
    return CPUINFO_END;
}

static int is_key(struct span key, const char *word)
{
    return key.size == strlen(word) && memcmp(key.start, word, key.size) == 0;
}

int parse_cpuinfo_clock(const char **at, const char *end, struct cpuinfo_clock *out)
{
    struct span key, value;
    enum cpuinfo_line line;
    out->cpu = -1;
    while ((line = parse_cpuinfo_line(at, end, &key, &value)) != CPUINFO_END) {
        const char *stop;
        if (line == CPUINFO_BREAK)
            continue; /* s390 and others put a break between a CPU's number and its clock */
        stop = value.start + value.size;
        if (is_key(key, "processor") || is_key(key, "cpu number")) {
            const char *past = read_number(value.start, stop, &out->cpu);
            if (past != stop || out->cpu < 0 || out->cpu > INT32_MAX)
                out->cpu = -1;
        } else if (is_key(key, "cpu MHz") || is_key(key, "clock") || is_key(key, "cpu MHz dynamic") ||
                   is_key(key, "CPU MHz")) {
            if (out->cpu >= 0 && read_decimal(value.start, stop, &out->mhz))
                return 0;
        }
    }
    return -1;
}
