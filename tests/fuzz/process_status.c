#include "parse_process_status.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    struct process_status found;
    if (parse_process_status(text, size, &found) == 0)
        for (int i = 0; i < STATUS_TEXTS; i++) {
            const struct text_slice *slice = &found.text[i];
            if (slice->start && (slice->start < text || slice->start + slice->len > text + size))
                abort();
        }
    return 0;
}
