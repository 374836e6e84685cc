#include "parse_interrupts.h"

#include "number.h"

int parse_interrupts_cpu(const char **at, const char *end, int64_t *cpu)
{
    const char *eol = line_end(*at, end);
    const char *number = after_word(skip_blanks(*at, eol), eol, "CPU");
    if (number)
        number = read_number(number, eol, cpu);
    if (!number || *cpu < 0 || *cpu > INT32_MAX)
        return -1;
    *at = number;
    return 0;
}

int parse_interrupts_row(const char **at, const char *end, size_t cpus, struct interrupts_row *out)
{
    while (*at < end) {
        const char *eol = line_end(*at, end), *start = *at;
        const char *colon = memchr(start, ':', (size_t)(eol - start));
        int64_t ignored;
        *at = next_line(eol, end);
        if (!colon)
            continue;
        out->name = trimmed(start, colon);
        out->counts = colon + 1;
        start = colon + 1;
        for (out->number = 0; out->number < cpus; out->number++) {
            const char *past = read_number(skip_blanks(start, eol), eol, &ignored);
            if (!past || (past < eol && *past != ' ' && *past != '\t'))
                break; /* "5-edge" is no count */
            start = past;
        }
        out->description = trimmed(start, eol);
        if (out->number > 0)
            return 0;
    }
    return -1;
}
