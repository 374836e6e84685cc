#include "parse_sockets.h"

#include "lines.h"
#include "number.h"

#include <string.h>

static bool take_char(struct line *line, char wanted)
{
    if (line->at >= line->end || *line->at != wanted)
        return false;
    line->at++;
    return true;
}

static bool take_hex(struct line *line, uint64_t most, uint64_t *out)
{
    line->at = skip_blanks(line->at, line->end);
    const char *after = read_hex(line->at, line->end, out);
    /* Sixteen digits fill 64 bits; more would have been cut silently. */
    if (after == NULL || after - line->at > 16 || *out > most)
        return false;
    line->at = after;
    return true;
}

static bool take_decimal(struct line *line, uint64_t *out)
{
    int64_t value;
    line->at = skip_blanks(line->at, line->end);
    const char *after = read_number(line->at, line->end, &value);
    if (after == NULL || *line->at == '-')
        return false;
    line->at = after;
    *out = (uint64_t)value;
    return true;
}

/* ADDRESS:PORT. The kernel prints each 32 bits of the address as a number of its own byte order. */
static bool take_end(struct line *line, bool ipv6, struct inet_end *out)
{
    uint64_t value;
    line->at = skip_blanks(line->at, line->end);
    for (int word = 0; word < (ipv6 ? 4 : 1); word++) {
        if (line->end - line->at < 8)
            return false;
        const char *after = read_hex(line->at, line->at + 8, &value);
        if (after != line->at + 8)
            return false;
        uint32_t part = (uint32_t)value;
        memcpy(out->ip + 4 * word, &part, sizeof part);
        line->at = after;
    }
    if (!take_char(line, ':') || !take_hex(line, UINT16_MAX, &value))
        return false;
    out->port = (uint16_t)value;
    return true;
}

/* sl local rem st tx:rx tr:when retransmits uid timeout inode … */
static bool take_inet(struct line *line, bool ipv6, struct inet_socket *out)
{
    uint64_t state, send, receive, ignored, uid;
    out->ipv6 = ipv6;
    if (!take_end(line, ipv6, &out->local) || !take_end(line, ipv6, &out->remote) ||
        !take_hex(line, UINT8_MAX, &state) || !take_hex(line, UINT32_MAX, &send) || !take_char(line, ':') ||
        !take_hex(line, UINT32_MAX, &receive) || !take_hex(line, UINT32_MAX, &ignored) ||
        !take_char(line, ':') || !take_hex(line, UINT64_MAX, &ignored) ||
        !take_hex(line, UINT32_MAX, &ignored) || !take_decimal(line, &uid) || !take_decimal(line, &ignored) ||
        !take_decimal(line, &out->inode) || uid > UINT32_MAX)
        return false;
    out->state = (uint8_t)state;
    out->send_queue = (uint32_t)send;
    out->receive_queue = (uint32_t)receive;
    out->uid = (uint32_t)uid;
    return true;
}

int parse_inet_line(const char **at, const char *end, bool ipv6, struct inet_socket *out)
{
    struct line line;
    while (cut_line(at, end, &line)) {
        uint64_t number;
        memset(out, 0, sizeof *out);
        if (!take_decimal(&line, &number) || !take_char(&line, ':')) {
            if (line.at == line.end || *line.at == 's')
                continue; /* an empty line; the heading */
            return -1;
        }
        return take_inet(&line, ipv6, out) ? 1 : -1;
    }
    return 0;
}

/* Num: RefCount Protocol Flags Type St Inode Path */
static bool take_unix(struct line *line, struct unix_socket *out)
{
    enum { ACCEPTS = 0x10000, CONNECTED = 3, STATE_ESTABLISHED = 1, STATE_LISTEN = 10, STATE_CLOSE = 7 };
    uint64_t ignored, flags, type, state;
    if (!take_hex(line, UINT64_MAX, &ignored) || !take_hex(line, UINT64_MAX, &ignored) ||
        !take_hex(line, UINT32_MAX, &flags) || !take_hex(line, UINT16_MAX, &type) ||
        !take_hex(line, UINT8_MAX, &state) || !take_decimal(line, &out->inode))
        return false;
    out->type = (uint16_t)type;
    out->state = (flags & ACCEPTS) != 0 ? STATE_LISTEN : state == CONNECTED ? STATE_ESTABLISHED : STATE_CLOSE;
    /* One blank, then the name as it is, blanks and all. */
    if (line->at < line->end && *line->at == ' ')
        line->at++;
    if (line->at < line->end)
        out->name = (struct bytes){(const unsigned char *)line->at, (size_t)(line->end - line->at)};
    return true;
}

/* Past the address that begins an entry ("0123456789abcdef: "), or NULL. Before its random numbers are ready
 * the kernel writes "(ptrval)" or "(____ptrval____)" instead. */
static const char *after_address(const char *at, const char *end)
{
    uint64_t ignored;
    const char *after = read_hex(at, end, &ignored);
    if (after == NULL && at < end && *at == '(') {
        after = memchr(at, ')', (size_t)(end - at));
        after = after == NULL ? NULL : after + 1;
    }
    return after != NULL && after - at >= 8 && end - after >= 2 && after[0] == ':' && after[1] == ' '
               ? after + 1
               : NULL;
}

int parse_unix_line(const char **at, const char *end, struct unix_socket *out)
{
    struct line line, more;
    if (*at < end && **at == 'N')
        (void)cut_line(at, end, &line); /* the heading */
    if (!cut_line(at, end, &line))
        return 0;
    memset(out, 0, sizeof *out);
    /* Nothing escapes a newline within a name: what begins unlike an entry belongs to the name before. */
    while (*at < end && after_address(*at, line_end(*at, end)) == NULL && cut_line(at, end, &more))
        line.end = more.end;
    line.at = after_address(line.at, line.end);
    return line.at != NULL && take_unix(&line, out) ? 1 : -1;
}
