/* Decimal fractions in kernel text files ("0.25", "2499.998"). No Python.h here. */
#ifndef SYSPROBE_DECIMAL_H
#define SYSPROBE_DECIMAL_H

#include "number.h"

/* Reads digits, a dot and digits at `at`. Returns where it ended, or NULL where no number stands. The result
   is the double nearest to the text as long as it has at most 15 figures; figures beyond the 18th are
   dropped. */
static inline const char *read_decimal(const char *at, const char *end, double *out)
{
    uint64_t figures = 0;
    double scale = 1;
    int used = 0;
    if (at >= end || !is_digit(*at))
        return NULL;
    for (; at < end && is_digit(*at); at++) {
        if (used == 18)
            return NULL;
        figures = figures * 10 + (uint64_t)(*at - '0');
        used += figures != 0;
    }
    if (at < end && *at == '.') {
        for (at++; at < end && is_digit(*at); at++) {
            if (used == 18)
                continue;
            figures = figures * 10 + (uint64_t)(*at - '0');
            scale *= 10;
            used++;
        }
    }
    *out = (double)figures / scale;
    return at;
}

#endif
