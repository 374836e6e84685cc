#include "parse_pressure.h"

#include "decimal.h"
#include "lines.h"

static const char *read_average(const char *at, const char *end, const char *word, double *out)
{
    at = after_word(skip_blanks(at, end), end, word);
    return at ? read_decimal(at, end, out) : NULL;
}

static int read_averages(const char *at, const char *end, struct pressure_averages *out)
{
    if ((at = read_average(at, end, "avg10=", &out->avg10)) == NULL)
        return -1;
    if ((at = read_average(at, end, "avg60=", &out->avg60)) == NULL)
        return -1;
    if ((at = read_average(at, end, "avg300=", &out->avg300)) == NULL)
        return -1;
    if ((at = after_word(skip_blanks(at, end), end, "total=")) == NULL)
        return -1;
    return read_number(at, end, &out->total) ? 0 : -1;
}

int parse_pressure(const char *buf, size_t len, struct pressure *out)
{
    static const char *const words[PRESSURE_LINES] = {"some ", "full "};
    struct line line;
    memset(out, 0, sizeof *out);
    for (const char *at = buf, *end = buf + len; cut_line(&at, end, &line);) {
        for (int i = 0; i < PRESSURE_LINES; i++) {
            const char *values = after_word(line.at, line.end, words[i]);
            if (values && read_averages(values, line.end, &out->line[i]) == 0)
                out->present |= 1u << i;
        }
    }
    return out->present ? 0 : -1;
}
