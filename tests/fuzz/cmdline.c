#include "parse_cmdline.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data, *at, *argument;
    struct cmdline line;
    size_t len, count = 0;
    parse_cmdline(text, size, &line);
    at = line.start;
    while ((argument = next_argument(&line, &at, &len)) != NULL) {
        if (argument < text || argument + len > text + size)
            abort();
        count++;
    }
    if (count != line.count)
        abort();
    return 0;
}
