#include "parse_span.h"

const unsigned char *span_at(const struct span *span, uint64_t address, size_t size)
{
    if (address < span->base)
        return NULL;
    uint64_t offset = address - span->base;
    if (offset > span->size || size > span->size - offset)
        return NULL;
    return span->bytes + offset;
}

int span_text(const struct span *span, uint64_t address, struct text *out)
{
    *out = (struct text){NULL, 0};
    if (address == 0)
        return 0;
    const unsigned char *start = span_at(span, address, 2);
    if (start == NULL)
        return -1;
    size_t room = span->size - (size_t)(start - span->bytes);
    for (size_t size = 0; size + 2 <= room; size += 2) {
        if (start[size] == 0 && start[size + 1] == 0) {
            *out = (struct text){start, size};
            return 0;
        }
    }
    return -1;
}

int span_unicode_string(const struct span *span, const unsigned char *string, struct text *out)
{
    size_t size = get_u16(string) & ~(size_t)1;
    uint64_t address = get_u64(string + 8);
    *out = (struct text){NULL, 0};
    if (address == 0 || size == 0)
        return 0;
    const unsigned char *bytes = span_at(span, address, size);
    if (bytes == NULL)
        return -1;
    *out = (struct text){bytes, size};
    return 0;
}

uint16_t get_u16(const unsigned char *at)
{
    return (uint16_t)(at[0] | at[1] << 8);
}

uint32_t get_u32(const unsigned char *at)
{
    return (uint32_t)get_u16(at) | (uint32_t)get_u16(at + 2) << 16;
}

uint64_t get_u64(const unsigned char *at)
{
    return (uint64_t)get_u32(at) | (uint64_t)get_u32(at + 4) << 32;
}
