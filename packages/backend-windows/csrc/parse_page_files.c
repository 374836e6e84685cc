#include "parse_page_files.h"

int next_page_file(struct page_file_walk *walk, struct page_file *out)
{
    if (walk->ended || walk->span.size == 0)
        return 0;
    if (walk->offset > walk->span.size || walk->span.size - walk->offset < PAGE_FILE_SIZE)
        return -1;
    const unsigned char *at = walk->span.bytes + walk->offset;
    uint32_t next = get_u32(at + PAGE_FILE_NEXT);
    if (next != 0 && next < PAGE_FILE_SIZE)
        return -1;
    if (span_unicode_string(&walk->span, at + PAGE_FILE_NAME, &out->name) < 0)
        return -1;
    out->total = get_u32(at + PAGE_FILE_TOTAL);
    out->used = get_u32(at + PAGE_FILE_USED);
    out->peak = get_u32(at + PAGE_FILE_PEAK);
    walk->ended = next == 0;
    walk->offset += next;
    return 1;
}
