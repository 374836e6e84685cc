#include "parse_loadavg.h"

#include "decimal.h"

int parse_loadavg(const char *buf, size_t len, double *out, int count)
{
    const char *at = buf, *end = buf + len;
    for (int i = 0; i < count; i++) {
        at = read_decimal(skip_blanks(at, end), end, &out[i]);
        if (!at)
            return -1;
    }
    return 0;
}
