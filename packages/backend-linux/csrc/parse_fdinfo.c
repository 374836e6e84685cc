#include "parse_fdinfo.h"

#include <string.h>

#include "lines.h"
#include "number.h"

int parse_fdinfo(const char *buf, size_t len, struct fdinfo *out)
{
    const char *at = buf, *end = buf + len;
    int found = 0;
    while (at < end && found != 3) {
        const char *eol = line_end(at, end);
        if (eol - at > 4 && memcmp(at, "pos:", 4) == 0) {
            if (read_number(skip_blanks(at + 4, eol), eol, &out->position))
                found |= 1;
        } else if (eol - at > 6 && memcmp(at, "flags:", 6) == 0) {
            at = skip_blanks(at + 6, eol);
            out->flags = 0;
            for (; at < eol && *at >= '0' && *at <= '7' && out->flags < (INT64_C(1) << 40); at++)
                out->flags = out->flags * 8 + (*at - '0');
            found |= 2;
        }
        at = next_line(eol, end);
    }
    return found == 3 ? 0 : -1;
}
