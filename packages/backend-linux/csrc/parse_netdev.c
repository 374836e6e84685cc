#include "parse_netdev.h"

#include "lines.h"
#include "number.h"

enum { COLUMNS = 16 };

/* A count and the blanks before it; NULL where none stands. */
static const char *take_count(const char *at, const char *end, uint64_t *out)
{
    int64_t value;
    at = skip_blanks(at, end);
    if (at >= end || !is_digit(*at))
        return NULL;
    at = read_number(at, end, &value);
    *out = (uint64_t)value;
    return at;
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
    line = skip_blanks(line, colon);
    const char *at = colon + 1;
    uint64_t values[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
        at = take_count(at, end, &values[i]);
        if (at == NULL)
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

int parse_netdev(const char **at, const char *end, struct bytes *name, struct counters *out)
{
    struct line line;
    int found = 0;
    while (found == 0 && cut_line(at, end, &line))
        found = take_line(line.at, line.end, name, out);
    return found;
}
