#include "parse_procargs.h"

#include "fields.h"

/* Offset behind the text at this one, or 0 if it has no end in the block. */
static size_t behind_text(const uint8_t *block, size_t size, size_t at)
{
    const uint8_t *end = at < size ? memchr(block + at, 0, size - at) : NULL;
    return end == NULL ? 0 : (size_t)(end - block) + 1;
}

int parse_procargs(const uint8_t *block, size_t size, struct arguments *out)
{
    memset(out, 0, sizeof *out);
    if (size < sizeof(int32_t))
        return -1;
    int32_t count = field_i32(block);
    if (count < 0)
        return -1;
    size_t at = behind_text(block, size, sizeof(int32_t));
    if (at == 0)
        return -1;
    while (at < size && block[at] == 0)
        at++;
    out->count = (uint32_t)count;
    out->arguments_at = at;
    for (int32_t i = 0; i < count; i++) {
        at = behind_text(block, size, at);
        if (at == 0)
            return -1;
    }
    out->arguments_size = at - out->arguments_at;
    out->environment_at = at;
    while (at < size && block[at] != 0) {
        size_t next = behind_text(block, size, at);
        if (next == 0)
            break;
        at = next;
    }
    out->environment_size = at - out->environment_at;
    return 0;
}
