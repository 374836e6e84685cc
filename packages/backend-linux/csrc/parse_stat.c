#include "parse_stat.h"

#include "lines.h"
#include "number.h"

const char *parse_stat_cpu(const char *at, const char *end, struct stat_cpu *out)
{
    const char *eol = line_end(at, end);
    at = after_word(at, eol, "cpu");
    if (!at)
        return NULL;
    out->number = STAT_ALL_CPUS;
    if (at < eol && is_digit(*at)) {
        at = read_number(at, eol, &out->number);
        if (!at || out->number < 0 || out->number > INT32_MAX)
            return NULL;
    }
    for (out->modes = 0; out->modes < STAT_MODES; out->modes++) {
        const char *past = read_number(skip_blanks(at, eol), eol, &out->ticks[out->modes]);
        if (!past)
            break;
        at = past;
    }
    return out->modes > STAT_IDLE ? next_line(eol, end) : NULL;
}

static const char *const words[STAT_COUNTERS] = {
    "ctxt ", "intr ", "softirq ", "btime ", "processes ", "procs_running ", "procs_blocked ",
};

int parse_stat(const char *buf, size_t len, struct stat_counters *out)
{
    struct line line;
    memset(out, 0, sizeof *out);
    for (const char *at = buf, *end = buf + len; cut_line(&at, end, &line);) {
        for (int i = 0; i < STAT_COUNTERS; i++) {
            const char *value = after_word(line.at, line.end, words[i]);
            if (value && read_number(skip_blanks(value, line.end), line.end, &out->counter[i]))
                out->present |= 1u << i;
        }
    }
    return out->present ? 0 : -1;
}
