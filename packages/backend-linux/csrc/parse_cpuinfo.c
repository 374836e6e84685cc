#include "parse_cpuinfo.h"

#include "decimal.h"

enum cpuinfo_line parse_cpuinfo_line(const char **at, const char *end, struct span *key, struct span *value)
{
    struct line line;
    while (cut_line(at, end, &line)) {
        if (cut_key(&line, key)) {
            *key = trimmed(key->start, key->start + key->size);
            *value = trimmed(line.at, line.end);
            return CPUINFO_PAIR;
        }
        if (trimmed(line.at, line.end).size == 0)
            return CPUINFO_BREAK;
    }
    return CPUINFO_END;
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
        if (is_word(key, "processor") || is_word(key, "cpu number")) {
            const char *past = read_number(value.start, stop, &out->cpu);
            if (past != stop || out->cpu < 0 || out->cpu > INT32_MAX)
                out->cpu = -1;
        } else if (is_word(key, "cpu MHz") || is_word(key, "clock") || is_word(key, "cpu MHz dynamic") ||
                   is_word(key, "CPU MHz")) {
            if (out->cpu >= 0 && read_decimal(value.start, stop, &out->mhz))
                return 0;
        }
    }
    return -1;
}
