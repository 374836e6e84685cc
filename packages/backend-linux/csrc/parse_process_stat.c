#include "parse_process_stat.h"

#include <string.h>

#include "number.h"

int parse_process_stat(const char *buf, size_t len, struct process_stat *out)
{
    const char *end = buf + len, *at, *open, *close = NULL;
    int64_t pid;

    at = read_number(buf, end, &pid);
    if (!at || at + 1 >= end || at[0] != ' ' || at[1] != '(')
        return -1;
    open = at + 2;
    /* From the end: what follows the name holds no ')' whatever the process calls itself. */
    for (at = end; at > open; at--)
        if (at[-1] == ')') {
            close = at - 1;
            break;
        }
    if (!close || end - close < 3 || close[1] != ' ')
        return -1;
    out->name = open;
    out->name_len = (size_t)(close - open);
    out->state = close[2];
    memset(out->field, 0, sizeof out->field);
    out->field[STAT_PID] = pid;
    out->last = 3;
    at = close + 3;
    while (out->last + 1 < STAT_FIELDS) {
        const char *next = read_number(skip_blanks(at, end), end, &out->field[out->last + 1]);
        if (!next)
            break;
        at = next;
        out->last++;
    }
    /* Every kernel that we read prints at least the start time; a line without it was cut or is something
     * else. */
    return out->last >= STAT_STARTTIME ? 0 : -1;
}
