#include "parse_process_status.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    struct process_status found;
    int64_t voluntary, nonvoluntary;
    const uint64_t both = UINT64_C(1) << STATUS_VOLUNTARY | UINT64_C(1) << STATUS_NONVOLUNTARY;
    if (parse_process_status(text, size, &found) == 0)
        for (int i = 0; i < STATUS_TEXTS; i++) {
            const struct text_slice *slice = &found.text[i];
            if (slice->start && (slice->start < text || slice->start + slice->len > text + size))
                abort();
        }
    /* Two ways to the same numbers, whatever the rest of the text is. */
    if ((parse_process_switches(text, size, &voluntary, &nonvoluntary) == 0) !=
        ((found.present & both) == both))
        abort();
    if ((found.present & both) == both &&
        (voluntary != found.field[STATUS_VOLUNTARY] || nonvoluntary != found.field[STATUS_NONVOLUNTARY]))
        abort();
    return 0;
}
