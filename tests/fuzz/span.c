#include "parse_span.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* The first bytes say where to look; the rest is the buffer. */
    if (size < 16)
        return 0;
    struct span span = {data + 16, size - 16, 0x10000};
    struct text text;
    size_t read = 0;
    if (span_text(&span, get_u64(data), &text) == 0 && text.size != 0)
        read += text.bytes[text.size - 1];
    if (span_unicode_string(&span, data, &text) == 0 && text.size != 0)
        read += text.bytes[text.size - 1];
    return read == SIZE_MAX;
}
