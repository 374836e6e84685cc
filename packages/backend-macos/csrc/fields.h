/* Fields of a kernel's structure, read by their offsets: the buffer may be shorter than the structure and
   need not be aligned. Both architectures of macOS are little-endian, as are the machines that test the
   parsers. */
#ifndef SYSPROBE_FIELDS_H
#define SYSPROBE_FIELDS_H

#include <stdint.h>
#include <string.h>

static inline uint16_t field_u16(const uint8_t *at)
{
    uint16_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static inline uint32_t field_u32(const uint8_t *at)
{
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static inline int32_t field_i32(const uint8_t *at)
{
    int32_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static inline uint64_t field_u64(const uint8_t *at)
{
    uint64_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static inline int64_t field_i64(const uint8_t *at)
{
    int64_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

/* Length of a text in a field of this size; a text that fills its field has no terminator. */
static inline size_t field_text(const uint8_t *at, size_t size)
{
    const uint8_t *end = memchr(at, 0, size);
    return end == NULL ? size : (size_t)(end - at);
}

#endif
