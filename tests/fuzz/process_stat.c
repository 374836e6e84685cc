#include "parse_process_stat.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    struct process_stat found;
    if (parse_process_stat(text, size, &found) == 0) {
        if (found.name < text || found.name + found.name_len >= text + size ||
            found.name[found.name_len] != ')')
            abort();
        if (found.last < STAT_STARTTIME || found.last >= STAT_FIELDS)
            abort();
    }
    return 0;
}
