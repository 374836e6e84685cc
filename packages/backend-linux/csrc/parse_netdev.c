#include "parse_netdev.h"

#include <string.h>

enum { COLUMNS = 16 };

/* A decimal number and the blanks before it; false at the end of the line or where it is too large. */
static bool take_number(const char **at, const char *end, uint64_t *out)
{
    while (*at < end && **at == ' ')
        (*at)++;
    const char *first = *at;
    uint64_t value = 0;
    for (; *at < end && **at >= '0' && **at <= '9'; (*at)++) {
        unsigned digit = (unsigned)(**at - '0');
        if (value > (UINT64_MAX - digit) / 10)
            return false;
        value = 10 * value + digit;
    }
    *out = value;
    return *at > first;
}

static int take_line(const char *line, const char *end, struct bytes *name, struct counters *out)
{
    /* The name of an alias of old (eth0:1) has a colon too; the last one ends the name. */
    const char *colon = NULL;
    for (const char *at = line; at < end; at++) {
        if (*at == ':')
            colon = at;
    }
    if (colon == NULL)
        return 0; /* a heading */
    while (line < colon && *line == ' ')
        line++;
    const char *at = colon + 1;
    uint64_t values[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
        if (!take_number(&at, end, &values[i]))
            return -1;
    }
    *name = (struct bytes){(const unsigned char *)line, (size_t)(colon - line)};
    /* Receive:  bytes packets errs drop fifo frame compressed multicast
       Transmit: bytes packets errs drop fifo colls carrier compressed */
    *out = (struct counters){
        .rx_bytes = values[0],
        .rx_packets = values[1],
        .rx_errors = values[2],
        .rx_dropped = values[3],
        .multicast = values[7],
        .tx_bytes = values[8],
        .tx_packets = values[9],
        .tx_errors = values[10],
        .tx_dropped = values[11],
        .collisions = values[13],
    };
    return name->size > 0 ? 1 : -1;
}

int parse_netdev(const char *text, size_t size, size_t *offset, struct bytes *name, struct counters *out)
{
    while (*offset < size) {
        const char *line = text + *offset;
        const char *newline = memchr(line, '\n', size - *offset);
        const char *end = newline != NULL ? newline : text + size;
        *offset = (size_t)(end - text) + (newline != NULL);
        int found = take_line(line, end, name, out);
        if (found != 0)
            return found;
    }
    return 0;
}
