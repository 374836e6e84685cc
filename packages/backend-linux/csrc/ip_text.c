#include "ip_text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* As inet_ntop writes them. It goes through printf, which takes longer than all else that is done for a
 * socket. */

static char *put_ipv4(const unsigned char *address, char *at)
{
    for (int i = 0; i < 4; i++) {
        unsigned value = address[i];
        if (i > 0)
            *at++ = '.';
        if (value >= 100)
            *at++ = (char)('0' + value / 100);
        if (value >= 10)
            *at++ = (char)('0' + value / 10 % 10);
        *at++ = (char)('0' + value % 10);
    }
    return at;
}

static char *put_hex(unsigned value, char *at)
{
    static const char digits[] = "0123456789abcdef";
    for (int shift = value >= 0x1000  ? 12
                     : value >= 0x100 ? 8
                     : value >= 0x10  ? 4
                                      : 0;
         shift >= 0; shift -= 4)
        *at++ = digits[value >> shift & 15];
    return at;
}

/* The first of the longest runs of at least two zeros, which is written "::". */
static int longest_zeros(const unsigned *words, int *length)
{
    int best = -1;
    *length = 1;
    for (int first = 0; first < 8; first++) {
        int run = 0;
        while (first + run < 8 && words[first + run] == 0)
            run++;
        if (run > *length) {
            best = first;
            *length = run;
        }
    }
    return best;
}

static char *put_ipv6(const unsigned char *address, char *at)
{
    unsigned words[8];
    int zeros;
    for (int i = 0; i < 8; i++)
        words[i] = (unsigned)address[2 * i] << 8 | address[2 * i + 1];
    int gap = longest_zeros(words, &zeros);
    /* An IPv4 address that is mapped (::ffff:…) or compatible (::…, but for :: and ::1). */
    bool embedded = gap == 0 && (zeros == 6 || (zeros == 5 && words[5] == 0xffff));
    for (int i = 0; i < 8; i++) {
        if (i == gap) {
            *at++ = ':';
            i += zeros - 1;
            if (i == 7)
                *at++ = ':';
            continue;
        }
        if (i > 0)
            *at++ = ':';
        if (i == 6 && embedded)
            return put_ipv4(address + 12, at);
        at = put_hex(words[i], at);
    }
    return at;
}

size_t ip_text(const unsigned char *address, size_t size, char text[IP_TEXT_SIZE])
{
    char *end = size == 4 ? put_ipv4(address, text) : put_ipv6(address, text);
    *end = '\0';
    return (size_t)(end - text);
}
