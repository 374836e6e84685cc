/* A security identifier. */
#ifndef SYSPROBE_PARSE_SID_H
#define SYSPROBE_PARSE_SID_H

#include <stddef.h>

/* "S-1-", an authority of at most 15 characters, 15 times a "-" and ten digits, and a NUL. */
enum { SID_LONGEST = 68, SID_TEXT = 192 };

/* Write it as Windows does: "S-1-5-21-…-1001". 0, or -1 if it is none. */
int sid_text(const unsigned char *sid, size_t size, char text[SID_TEXT]);

#endif
