/* What QueryWorkingSet fills: a count and one PSAPI_WORKING_SET_BLOCK for each page that is resident. */
#ifndef SYSPROBE_PARSE_WORKING_SET_H
#define SYSPROBE_PARSE_WORKING_SET_H

#include "parse_span.h"

enum {
    WORKING_SET_HEAD = 8,
    WORKING_SET_PAGE = 8,
};
#define WINDOWS_PAGE                                                                       \
    4096U /* of x86-64 and arm64: the blocks leave twelve bits for what is not the address \
           */

/* How many pages follow: what it says, but not more than fit. */
size_t count_pages(const struct span *span);

/* How many of them nobody else maps: pages that cannot be shared, and those that could and are not. */
size_t count_unshared(const struct span *span);

/* Put the pages in the order of their addresses, in place. */
void sort_pages(unsigned char *bytes, size_t size);

/* How many of the sorted pages lie in front of an address, of those from `from` on. */
size_t pages_before(const struct span *span, size_t from, uint64_t address);

#endif
