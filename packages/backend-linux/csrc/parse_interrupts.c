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
    struct line line;
    struct span name;
    int64_t ignored;
    while (cut_line(at, end, &line)) {
        if (!cut_key(&line, &name))
            continue;
        out->name = trimmed(name.start, name.start + name.size);
        out->counts = line.at;
        for (out->number = 0; out->number < cpus; out->number++) {
            const char *past = read_number(skip_blanks(line.at, line.end), line.end, &ignored);
            if (!past || (past < line.end && *past != ' ' && *past != '\t'))
                break; /* "5-edge" is no count */
            line.at = past;
        }
        out->description = trimmed(line.at, line.end);
        if (out->number > 0)
            return 0;
    }
    return -1;
}
