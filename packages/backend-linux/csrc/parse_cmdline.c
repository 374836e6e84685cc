#include "parse_cmdline.h"

#include <string.h>

void parse_cmdline(const char *buf, size_t len, struct cmdline *out)
{
    int terminated = len > 0 && buf[len - 1] == '\0';
    size_t text = len;
    out->start = buf;
    out->separator = '\0';
    out->count = 0;
    while (text > 0 && buf[text - 1] == '\0')
        text--;
    if (terminated)
        len--;
    /* One text and nothing but NULs behind it is a title that the process has written over its arguments
       (sshd, nginx, postgres, Chrome): its words are the answer, as in ps and psutil. The price: a program
       started without arguments under a path with a blank looks the same, and is cut as well. */
    if (text > 0 && !memchr(buf, '\0', text) && (!terminated || memchr(buf, ' ', text))) {
        len = text;
        out->separator = ' ';
        if (!terminated && buf[len - 1] == ' ')
            len--;
    }
    out->len = len;
    if (len > 0 || terminated) {
        out->count = 1;
        for (const char *at = buf; (at = memchr(at, out->separator, len - (size_t)(at - buf))) != NULL; at++)
            out->count++;
    }
}

const char *next_argument(const struct cmdline *line, const char **at, size_t *len)
{
    const char *end = line->start + line->len, *start = *at, *stop;
    if (!start || line->count == 0 || start > end)
        return NULL;
    stop = memchr(start, line->separator, (size_t)(end - start));
    if (!stop)
        stop = end;
    *len = (size_t)(stop - start);
    *at = stop < end ? stop + 1 : NULL;
    return start;
}
