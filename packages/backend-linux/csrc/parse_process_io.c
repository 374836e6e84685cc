#include "parse_process_io.h"

#include <string.h>

#include "lines.h"
#include "number.h"

static const char *const keys[IO_FIELDS] = {
    "rchar", "wchar", "syscr", "syscw", "read_bytes", "write_bytes", "cancelled_write_bytes",
};

int parse_process_io(const char *buf, size_t len, struct process_io *out)
{
    const char *at = buf, *end = buf + len;
    memset(out, 0, sizeof *out);
    while (at < end) {
        const char *eol = line_end(at, end);
        const char *colon;
        colon = memchr(at, ':', (size_t)(eol - at));
        if (colon) {
            size_t key_len = (size_t)(colon - at);
            for (int i = 0; i < IO_FIELDS; i++) {
                if (strlen(keys[i]) != key_len || memcmp(keys[i], at, key_len) != 0)
                    continue;
                if (read_number(skip_blanks(colon + 1, eol), eol, &out->field[i]))
                    out->present |= 1u << i;
                break;
            }
        }
        at = next_line(eol, end);
    }
    return out->present ? 0 : -1;
}
