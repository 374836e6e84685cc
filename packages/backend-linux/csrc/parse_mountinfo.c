#include "parse_mountinfo.h"

#include <string.h>

#include "number.h"

/* The next word. Exactly one blank ends it: a source can be empty. -1 if there is none. */
static int next_word(const char **at, const char *eol, struct span *out)
{
    if (*at > eol)
        return -1;
    const char *blank = memchr(*at, ' ', (size_t)(eol - *at));
    const char *stop = blank != NULL ? blank : eol;
    out->start = *at;
    out->size = (size_t)(stop - *at);
    *at = stop + 1; /* beyond eol after the last word */
    return 0;
}

static int read_device(struct span word, struct mount *out)
{
    const char *end = word.start + word.size, *at = read_number(word.start, end, &out->major);
    if (at == NULL || at == end || *at != ':')
        return -1;
    return read_number(at + 1, end, &out->minor) == end ? 0 : -1;
}

static const char *end_of_line(const char **position, const char *end)
{
    const char *eol = memchr(*position, '\n', (size_t)(end - *position));
    if (eol != NULL)
        *position = eol + 1;
    return eol;
}

int next_mountinfo(const char **position, const char *end, struct mount *out)
{
    const char *at = *position;
    struct span word;
    if (at >= end)
        return 0;
    const char *eol = end_of_line(position, end);
    if (eol == NULL)
        return -1;
    for (int i = 0; i < 2; i++) { /* numbers of this mount and of its parent */
        if (next_word(&at, eol, &word) < 0 || word.size == 0)
            return -1;
    }
    if (next_word(&at, eol, &word) < 0 || read_device(word, out) < 0)
        return -1;
    if (next_word(&at, eol, &out->root) < 0 || next_word(&at, eol, &out->mountpoint) < 0 ||
        next_word(&at, eol, &out->options) < 0)
        return -1;
    do { /* any number of optional fields, then a dash */
        if (next_word(&at, eol, &word) < 0)
            return -1;
    } while (!is_word(word, "-"));
    if (next_word(&at, eol, &out->fstype) < 0 || next_word(&at, eol, &out->source) < 0 ||
        next_word(&at, eol, &out->super_options) < 0)
        return -1;
    return out->mountpoint.size > 0 && out->fstype.size > 0 ? 1 : -1;
}

int next_mounts(const char **position, const char *end, struct mount *out)
{
    const char *at = *position;
    if (at >= end)
        return 0;
    const char *eol = end_of_line(position, end);
    if (eol == NULL)
        return -1;
    memset(out, 0, sizeof *out);
    out->major = out->minor = -1;
    if (next_word(&at, eol, &out->source) < 0 || next_word(&at, eol, &out->mountpoint) < 0 ||
        next_word(&at, eol, &out->fstype) < 0 || next_word(&at, eol, &out->options) < 0)
        return -1;
    return out->mountpoint.size > 0 && out->fstype.size > 0 ? 1 : -1;
}

static int octal(char c)
{
    return c >= '0' && c <= '7';
}

size_t unescape(struct span from, char *to)
{
    const char *at = from.start, *end = from.start + from.size;
    char *start = to;
    while (at < end) {
        if (*at == '\\' && end - at >= 4 && at[1] >= '0' && at[1] <= '3' && octal(at[2]) && octal(at[3])) {
            *to++ = (char)((at[1] - '0') << 6 | (at[2] - '0') << 3 | (at[3] - '0'));
            at += 4;
        } else {
            *to++ = *at++;
        }
    }
    return (size_t)(to - start);
}

/* Take "ro" or "rw" off the front of a list; whether it was "ro". */
static int take_access(struct span *options)
{
    const char *comma = memchr(options->start, ',', options->size);
    size_t first = comma != NULL ? (size_t)(comma - options->start) : options->size;
    if (first != 2 || options->start[0] != 'r' || (options->start[1] != 'o' && options->start[1] != 'w'))
        return 0;
    int read_only = options->start[1] == 'o';
    size_t taken = comma != NULL ? 3 : 2;
    options->start += taken;
    options->size -= taken;
    return read_only;
}

size_t merge_options(const struct mount *mount, char *to)
{
    if (mount->super_options.start == NULL)
        return unescape(mount->options, to);
    struct span lists[] = {mount->options, mount->super_options};
    char *start = to;
    int read_only = take_access(&lists[0]);
    int named = lists[0].size != mount->options.size;
    read_only |= take_access(&lists[1]);
    named |= lists[1].size != mount->super_options.size;
    if (named) {
        memcpy(to, read_only ? "ro" : "rw", 2);
        to += 2;
    }
    for (int i = 0; i < 2; i++) {
        if (lists[i].size == 0)
            continue;
        if (to != start)
            *to++ = ',';
        to += unescape(lists[i], to);
    }
    return (size_t)(to - start);
}

int on_device(const char *filesystems, size_t len, struct span fstype)
{
    const char *at = filesystems, *end = filesystems + len;
    const char *dot = memchr(fstype.start, '.', fstype.size);
    if (dot != NULL)
        fstype.size = (size_t)(dot - fstype.start);
    if (is_word(fstype, "zfs"))
        return 1;
    while (at < end) {
        const char *eol = memchr(at, '\n', (size_t)(end - at));
        if (eol == NULL)
            eol = end;
        if (*at == '\t' && (size_t)(eol - at - 1) == fstype.size &&
            memcmp(at + 1, fstype.start, fstype.size) == 0)
            return 1;
        at = eol < end ? eol + 1 : end;
    }
    return 0;
}
