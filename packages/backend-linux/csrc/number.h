/* Numbers in kernel text files. No Python.h here: fuzzers and other platforms compile this as it is. */
#ifndef SYSPROBE_NUMBER_H
#define SYSPROBE_NUMBER_H

#include <stddef.h>
#include <stdint.h>

static inline int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    return at;
}

/* Reads an optional minus and decimal digits at `at`. Returns where the number ended, or NULL where no number
   stands. Values of 64 unsigned bits come back as their two's complement (the kernel prints "no limit" as
   2**64 - 1); longer ones saturate. */
static inline const char *read_number(const char *at, const char *end, int64_t *out)
{
    int negative = at < end && *at == '-';
    uint64_t value = 0;
    if (negative)
        at++;
    if (at >= end || !is_digit(*at))
        return NULL;
    for (; at < end && is_digit(*at); at++) {
        uint64_t digit = (uint64_t)(*at - '0');
        /* Compared with constants: a division for each digit would be most of the work. */
        if (value > UINT64_MAX / 10 || (value == UINT64_MAX / 10 && digit > UINT64_MAX % 10))
            value = UINT64_MAX;
        else
            value = value * 10 + digit;
    }
    *out = (int64_t)(negative ? UINT64_C(0) - value : value);
    return at;
}

/* The same in base 16 (no sign, no 0x), for signal and capability masks. */
static inline const char *read_hex(const char *at, const char *end, uint64_t *out)
{
    uint64_t value = 0;
    const char *start = at;
    for (; at < end; at++) {
        char c = *at;
        unsigned digit;
        if (c >= '0' && c <= '9')
            digit = (unsigned)(c - '0');
        else if (c >= 'a' && c <= 'f')
            digit = (unsigned)(c - 'a') + 10;
        else if (c >= 'A' && c <= 'F')
            digit = (unsigned)(c - 'A') + 10;
        else
            break;
        value = (value << 4) | digit;
    }
    if (at == start)
        return NULL;
    *out = value;
    return at;
}

#endif
