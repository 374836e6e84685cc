#include "parse_fdinfo.h"

#include <string.h>

#include "lines.h"
#include "number.h"

int parse_fdinfo(const char *buf, size_t len, struct fdinfo *out)
{
    const char *at = buf, *end = buf + len;
    struct line line;
    struct span key;
    int found = 0;
    while (found != 3 && cut_line(&at, end, &line)) {
        if (!cut_key(&line, &key))
            continue;
        if (is_word(key, "pos")) {
            if (read_number(line.at, line.end, &out->position))
                found |= 1;
        } else if (is_word(key, "flags")) {
            const char *digit = line.at;
            out->flags = 0;
            for (; digit < line.end && *digit >= '0' && *digit <= '7' && out->flags < (INT64_C(1) << 40);
                 digit++)
                out->flags = out->flags * 8 + (*digit - '0');
            found |= 2;
        }
    }
    return found == 3 ? 0 : -1;
}
