/* What NtQuerySystemInformation(SystemPageFileInformation) fills: one SYSTEM_PAGEFILE_INFORMATION per page
 * file. */
#ifndef SYSPROBE_PARSE_PAGE_FILES_H
#define SYSPROBE_PARSE_PAGE_FILES_H

#include "parse_span.h"
#include <stdbool.h>

enum {
    PAGE_FILE_NEXT = 0,
    PAGE_FILE_TOTAL = 4,
    PAGE_FILE_USED = 8,
    PAGE_FILE_PEAK = 12,
    PAGE_FILE_NAME = 16,
    PAGE_FILE_SIZE = 32,
};

/* Sizes in pages. */
struct page_file {
    struct text name;
    uint32_t total;
    uint32_t used;
    uint32_t peak;
};

struct page_file_walk {
    struct span span;
    size_t offset;
    bool ended;
};

/* The next page file: 1, or 0 at the end (an empty buffer: there is none), or -1 if the buffer makes no
 * sense. */
int next_page_file(struct page_file_walk *walk, struct page_file *out);

#endif
