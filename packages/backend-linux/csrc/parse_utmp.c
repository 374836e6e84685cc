#include "parse_utmp.h"

enum { LAST_TYPE = 9, USER_PROCESS = 7 };
enum {
    PID = 4,
    LINE = 8,
    LINE_SIZE = 32,
    USER = 44,
    USER_SIZE = 32,
    HOST = 76,
    HOST_SIZE = 256,
    SESSION = 336
};

static int16_t read_16(const char *at)
{
    int16_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static int32_t read_32(const char *at)
{
    int32_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static int64_t read_64(const char *at)
{
    int64_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static struct span read_text(const char *at, size_t size)
{
    const char *nul = memchr(at, '\0', size);
    struct span span = {at, nul ? (size_t)(nul - at) : size};
    return span;
}

static void read_login(const char *record, size_t layout, struct utmp_login *out)
{
    out->pid = read_32(record + PID);
    out->terminal = read_text(record + LINE, LINE_SIZE);
    out->user = read_text(record + USER, USER_SIZE);
    out->host = read_text(record + HOST, HOST_SIZE);
    if (layout == UTMP_WIDE) {
        out->session = read_64(record + SESSION);
        out->seconds = read_64(record + 344);
        out->microseconds = read_64(record + 352);
    } else {
        out->session = read_32(record + SESSION);
        out->seconds = (uint32_t)read_32(record + 340); /* unsigned: good until 2106 */
        out->microseconds = read_32(record + 344);
    }
}

/* How many records make sense in this layout, or -1 where one does not. */
static int64_t believe(const char *buf, size_t len, size_t layout)
{
    int64_t logins = 0;
    if (len % layout != 0)
        return -1;
    for (size_t at = 0; at < len; at += layout) {
        struct utmp_login login;
        int16_t type = read_16(buf + at);
        if (type < 0 || type > LAST_TYPE)
            return -1;
        read_login(buf + at, layout, &login);
        if (login.microseconds < 0 || login.microseconds > 999999 || login.pid < 0 || login.seconds < 0)
            return -1;
        logins += type != 0 && login.seconds > 0;
    }
    return logins;
}

size_t parse_utmp_layout(const char *buf, size_t len)
{
    int64_t narrow = believe(buf, len, UTMP_NARROW), wide = believe(buf, len, UTMP_WIDE);
    if (narrow < 0 && wide < 0)
        return 0;
    return narrow >= wide ? UTMP_NARROW : UTMP_WIDE;
}

int parse_utmp(const char *buf, size_t len, size_t layout, size_t *index, struct utmp_login *out)
{
    if (layout != UTMP_NARROW && layout != UTMP_WIDE)
        return -1;
    while (*index < len / layout) {
        const char *record = buf + *index * layout;
        *index += 1;
        if (read_16(record) != USER_PROCESS)
            continue;
        read_login(record, layout, out);
        return 0;
    }
    return -1;
}
