#include "parse_sid.h"

#include "parse_span.h"
#include <inttypes.h>
#include <stdio.h>

enum { SID_HEAD = 8, SID_PARTS = 15 };

int sid_text(const unsigned char *sid, size_t size, char text[SID_TEXT])
{
    if (size < SID_HEAD || sid[0] != 1 || sid[1] > SID_PARTS || size < SID_HEAD + (size_t)sid[1] * 4)
        return -1;
    uint64_t authority = 0;
    for (size_t i = 2; i < SID_HEAD; i++)
        authority = authority << 8 | sid[i];
    /* From 2^32 on it is written in hexadecimal. */
    int used = authority >> 32 == 0 ? snprintf(text, SID_TEXT, "S-1-%" PRIu64, authority)
                                    : snprintf(text, SID_TEXT, "S-1-0x%012" PRIx64, authority);
    for (size_t i = 0; i < sid[1]; i++)
        used += snprintf(text + used, SID_TEXT - (size_t)used, "-%" PRIu32, get_u32(sid + SID_HEAD + 4 * i));
    return 0;
}
