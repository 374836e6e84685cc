#include "parse_process_io.h"

#include <string.h>

#include "lines.h"
#include "number.h"

static const char *const keys[IO_FIELDS] = {
    "rchar", "wchar", "syscr", "syscw", "read_bytes", "write_bytes", "cancelled_write_bytes",
};

int parse_process_io(const char *buf, size_t len, struct process_io *out)
{
    struct line line;
    struct span key;
    memset(out, 0, sizeof *out);
    for (const char *at = buf, *end = buf + len; cut_line(&at, end, &line);) {
        if (!cut_key(&line, &key))
            continue;
        for (int i = 0; i < IO_FIELDS; i++) {
            if (is_word(key, keys[i]) && read_number(line.at, line.end, &out->field[i]))
                out->present |= 1u << i;
        }
    }
    return out->present ? 0 : -1;
}
