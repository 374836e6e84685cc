#include "parse_procargs.h"

#include "fields.h"

/* Offset behind the text at this one, or 0 if it has no end in the block. */
static size_t behind_text(const uint8_t *block, size_t size, size_t at)
{
    const uint8_t *end = at < size ? memchr(block + at, 0, size - at) : NULL;
    return end == NULL ? 0 : (size_t)(end - block) + 1;
}

enum { BEGIN = sizeof(int32_t), WORD = 8 };

/* The next place where the kernel begins something new. */
static size_t filled_up(size_t at)
{
    return BEGIN + (at - BEGIN + WORD - 1) / WORD * WORD;
}

/* Where the arguments begin, of which the first ones may be empty: behind the path and what fills it up. */
static size_t behind_path(const uint8_t *block, size_t size, size_t at)
{
    size_t expected = filled_up(at);
    while (at < size && at < expected && block[at] == 0)
        at++;
    return at;
}

/* Does the kernel's own part begin here? Its first text is one of these, by the system's age. */
static bool is_kernels(const uint8_t *block, size_t size, size_t at)
{
    static const char *const first[] = {"pfz=0x", "stack_guard=", "ptr_munge="};
    for (size_t i = 0; i < sizeof first / sizeof *first; i++) {
        size_t length = strlen(first[i]);
        if (at == filled_up(at) && size - at >= length && memcmp(block + at, first[i], length) == 0)
            return true;
    }
    return false;
}

int parse_procargs(const uint8_t *block, size_t size, struct arguments *out)
{
    memset(out, 0, sizeof *out);
    if (size < sizeof(int32_t))
        return -1;
    int32_t count = field_i32(block);
    if (count < 0)
        return -1;
    size_t at = behind_text(block, size, BEGIN);
    if (at == 0)
        return -1;
    at = behind_path(block, size, at);
    out->count = (uint32_t)count;
    out->arguments_at = at;
    for (int32_t i = 0; i < count; i++) {
        at = behind_text(block, size, at);
        if (at == 0)
            return -1;
    }
    out->arguments_size = at - out->arguments_at;
    out->environment_at = at;
    out->withheld = at == size;
    while (at < size && block[at] != 0 && !is_kernels(block, size, at)) {
        size_t next = behind_text(block, size, at);
        if (next == 0)
            break;
        at = next;
    }
    out->environment_size = at - out->environment_at;
    return 0;
}
