#include "parse_statm.h"

#include <string.h>

#include "number.h"

int parse_statm(const char *buf, size_t len, struct statm *out)
{
    const char *end = buf + len, *at = buf;
    int i;
    memset(out, 0, sizeof *out);
    for (i = 0; i < STATM_FIELDS; i++) {
        at = read_number(skip_blanks(at, end), end, &out->field[i]);
        if (!at)
            break;
    }
    return i > STATM_DATA ? 0 : -1;
}
