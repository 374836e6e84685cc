#include "parse_working_set.h"

#include <stdlib.h>
#include <string.h>

/* Bits of a block: protection 0-4, how many share it (7: seven or more) 5-7, can be shared 8, address 12-63
 */
enum { SHARERS_AT = 5, SHARERS = 7, SHARED = 1 << 8 };

size_t count_pages(const struct span *span)
{
    if (span->size < WORKING_SET_HEAD)
        return 0;
    uint64_t told = get_u64(span->bytes);
    size_t fit = (span->size - WORKING_SET_HEAD) / WORKING_SET_PAGE;
    return told < fit ? (size_t)told : fit;
}

static uint64_t page(const struct span *span, size_t number)
{
    return get_u64(span->bytes + WORKING_SET_HEAD + number * WORKING_SET_PAGE);
}

size_t count_unshared(const struct span *span)
{
    size_t unshared = 0, count = count_pages(span);
    for (size_t i = 0; i < count; i++) {
        uint64_t block = page(span, i);
        if ((block & SHARED) == 0 || (block >> SHARERS_AT & SHARERS) <= 1)
            unshared++;
    }
    return unshared;
}

static int compare(const void *left, const void *right)
{
    uint64_t a = get_u64(left), b = get_u64(right);
    return (a > b) - (a < b);
}

void sort_pages(unsigned char *bytes, size_t size)
{
    struct span span = {bytes, size, 0};
    size_t count = count_pages(&span), i = 1;
    /* They often are: a process of 64 GiB has 16 million. */
    while (i < count && page(&span, i - 1) <= page(&span, i))
        i++;
    if (i >= count)
        return;
    qsort(bytes + WORKING_SET_HEAD, count, WORKING_SET_PAGE, compare);
}

size_t pages_before(const struct span *span, size_t from, uint64_t address)
{
    size_t count = count_pages(span), low = from, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if ((page(span, middle) & ~(uint64_t)0xFFF) < address)
            low = middle + 1;
        else
            high = middle;
    }
    return low - from;
}
