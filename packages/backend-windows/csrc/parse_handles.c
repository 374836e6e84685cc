#include "parse_handles.h"

size_t count_handles(const struct span *span)
{
    if (span->size < HANDLES_HEAD)
        return 0;
    uint64_t told = get_u64(span->bytes);
    size_t fit = (span->size - HANDLES_HEAD) / HANDLES_ENTRY;
    return told < fit ? (size_t)told : fit;
}

static const unsigned char *entry(const struct span *span, size_t number)
{
    return span->bytes + HANDLES_HEAD + number * HANDLES_ENTRY;
}

uint64_t read_own_handle(const struct span *span, size_t number)
{
    return get_u64(entry(span, number) + OWN_VALUE);
}

uint64_t read_any_handle(const struct span *span, size_t number, uint32_t pid)
{
    const unsigned char *at = entry(span, number);
    return get_u64(at + ANY_PROCESS) == pid ? get_u64(at + ANY_VALUE) : 0;
}
