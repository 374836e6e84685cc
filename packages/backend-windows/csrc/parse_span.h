/* A buffer that Windows filled, and the addresses in it.
 *
 * What such buffers point to lies in themselves. An address is looked up by where the buffer lay when it was
 * filled: so a buffer that was recorded elsewhere reads as well, and nothing outside of it is ever touched.
 */
#ifndef SYSPROBE_PARSE_SPAN_H
#define SYSPROBE_PARSE_SPAN_H

#include <stddef.h>
#include <stdint.h>

struct span {
    const unsigned char *bytes;
    size_t size;
    uint64_t base; /* address of bytes[0] when Windows filled it */
};

/* UTF-16 in little-endian order; no NUL at the end. */
struct text {
    const unsigned char *bytes; /* NULL: there is none */
    size_t size;                /* in bytes, even */
};

/* These many bytes at this address, or NULL if they do not all lie in the buffer. */
const unsigned char *span_at(const struct span *span, uint64_t address, size_t size);

/* The text at this address up to its NUL. 0, or -1 if it does not end within the buffer; address 0 is no
 * text. */
int span_text(const struct span *span, uint64_t address, struct text *out);

/* The UNICODE_STRING that these 16 bytes are: its Length counts, as a NUL need not follow. 0, or -1. */
int span_unicode_string(const struct span *span, const unsigned char *string, struct text *out);

/* Numbers in Windows' byte order (every Windows is little-endian) at any alignment. */
uint16_t get_u16(const unsigned char *at);
uint32_t get_u32(const unsigned char *at);
uint64_t get_u64(const unsigned char *at);

#endif
