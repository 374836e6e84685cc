#include "parse_memory.h"

#include <string.h>

#include "number.h"

struct name {
    const char *text;
    size_t size;
};

#define NAME(text) {text, sizeof text - 1}

static const struct name meminfo_names[MEMINFO_FIELDS] = {
    [MEM_TOTAL] = NAME("MemTotal"),
    [MEM_FREE] = NAME("MemFree"),
    [MEM_AVAILABLE] = NAME("MemAvailable"),
    [BUFFERS] = NAME("Buffers"),
    [CACHED] = NAME("Cached"),
    [SWAP_CACHED] = NAME("SwapCached"),
    [ACTIVE] = NAME("Active"),
    [INACTIVE] = NAME("Inactive"),
    [ACTIVE_FILE] = NAME("Active(file)"),
    [INACTIVE_FILE] = NAME("Inactive(file)"),
    [SWAP_TOTAL] = NAME("SwapTotal"),
    [SWAP_FREE] = NAME("SwapFree"),
    [SHMEM] = NAME("Shmem"),
    [MEM_SHARED] = NAME("MemShared"),
    [SLAB] = NAME("Slab"),
    [SRECLAIMABLE] = NAME("SReclaimable"),
    [COMMIT_LIMIT] = NAME("CommitLimit"),
    [COMMITTED] = NAME("Committed_AS"),
    [INACT_DIRTY] = NAME("Inact_dirty"),
    [INACT_CLEAN] = NAME("Inact_clean"),
    [INACT_LAUNDRY] = NAME("Inact_laundry"),
};

static int is(const struct name *name, const char *text, size_t size)
{
    return name->size == size && name->text[0] == text[0] && memcmp(name->text, text, size) == 0;
}

/* A number that the kernel cannot mean is as good as none: read_number() saturates, and its highest bit says
 * so. */
static const char *read_count(const char *at, const char *end, uint64_t most, uint64_t *out)
{
    int64_t value;
    at = read_number(skip_blanks(at, end), end, &value);
    if (at == NULL || value < 0 || (uint64_t)value > most)
        return NULL;
    *out = (uint64_t)value;
    return at;
}

/* Our names by their first letter: most lines of the file are none of ours, and that is seen at once. */
static const unsigned char names_a[] = {ACTIVE, ACTIVE_FILE};
static const unsigned char names_b[] = {BUFFERS};
static const unsigned char names_c[] = {CACHED, COMMIT_LIMIT, COMMITTED};
static const unsigned char names_i[] = {INACTIVE, INACTIVE_FILE, INACT_DIRTY, INACT_CLEAN, INACT_LAUNDRY};
static const unsigned char names_m[] = {MEM_TOTAL, MEM_FREE, MEM_AVAILABLE, MEM_SHARED};
static const unsigned char names_s[] = {SWAP_CACHED, SWAP_TOTAL, SWAP_FREE, SHMEM, SLAB, SRECLAIMABLE};

#define GROUP(letter, fields)   \
    case letter:                \
        *count = sizeof fields; \
        return fields

static const unsigned char *names_with(char first, size_t *count)
{
    switch (first) {
        GROUP('A', names_a);
        GROUP('B', names_b);
        GROUP('C', names_c);
        GROUP('I', names_i);
        GROUP('M', names_m);
        GROUP('S', names_s);
    default:
        *count = 0;
        return NULL;
    }
}

/* Which field this line is of, and where its name ends; MEMINFO_FIELDS if it is none of ours. */
static unsigned field_of(const char *line, size_t size, const char **name_end)
{
    size_t count;
    const unsigned char *fields = names_with(line[0], &count);
    for (size_t i = 0; i < count; i++) {
        const struct name *name = &meminfo_names[fields[i]];
        /* The colon alone ends the name: "ShadowCallStack:10373888 kB" has no blank after it. */
        if (name->size < size && line[name->size] == ':' && memcmp(line, name->text, name->size) == 0) {
            *name_end = line + name->size;
            return fields[i];
        }
    }
    return MEMINFO_FIELDS;
}

void parse_meminfo(const char *buf, size_t len, struct meminfo *out)
{
    const char *end = buf + len, *line = buf, *stop;
    memset(out, 0, sizeof *out);
    /* A line without its newline was cut off, perhaps in the middle of the number. */
    for (; line < end && (stop = memchr(line, '\n', (size_t)(end - line))) != NULL; line = stop + 1) {
        const char *colon;
        uint64_t value;
        unsigned field = field_of(line, (size_t)(stop - line), &colon);
        if (field == MEMINFO_FIELDS || (out->present & (UINT32_C(1) << field)))
            continue;
        if (read_count(colon + 1, stop, INT64_MAX / 1024, &value) != NULL) {
            out->present |= UINT32_C(1) << field;
            out->field[field] = value * 1024;
        }
    }
}

void parse_swap_traffic(const char *buf, size_t len, struct swap_traffic *out)
{
    static const struct name in = NAME("pswpin"), swap_out = NAME("pswpout");
    const char *end = buf + len, *line = buf, *stop;
    int found = 0;
    memset(out, 0, sizeof *out);
    for (; line < end && (stop = memchr(line, '\n', (size_t)(end - line))) != NULL; line = stop + 1) {
        const char *blank = memchr(line, ' ', (size_t)(stop - line));
        size_t size;
        if (blank == NULL)
            continue;
        size = (size_t)(blank - line);
        if (is(&in, line, size) && read_count(blank, stop, INT64_MAX, &out->in) != NULL)
            found |= 1;
        else if (is(&swap_out, line, size) && read_count(blank, stop, INT64_MAX, &out->out) != NULL)
            found |= 2;
    }
    out->present = found == 3;
}

void parse_zones(const char *buf, size_t len, struct zones *out)
{
    static const struct name low = NAME("low"), present = NAME("present"), managed = NAME("managed");
    const char *end = buf + len, *line = buf, *stop;
    uint64_t held = 0;
    memset(out, 0, sizeof *out);
    for (; line < end && (stop = memchr(line, '\n', (size_t)(end - line))) != NULL; line = stop + 1) {
        const char *word = skip_blanks(line, stop), *blank;
        uint64_t value;
        size_t size;
        if (word == stop || (blank = memchr(word, ' ', (size_t)(stop - word))) == NULL)
            continue;
        size = (size_t)(blank - word);
        if (is(&low, word, size) && read_count(blank, stop, INT64_MAX / 65536, &value) != NULL) {
            out->present = 1;
            out->low = out->low > (uint64_t)INT64_MAX - value ? (uint64_t)INT64_MAX : out->low + value;
        } else if (is(&managed, word, size) && read_count(blank, stop, INT64_MAX / 65536, &value) != NULL)
            out->managed =
                out->managed > (uint64_t)INT64_MAX - value ? (uint64_t)INT64_MAX : out->managed + value;
        else if (is(&present, word, size) && read_count(blank, stop, INT64_MAX / 65536, &value) != NULL)
            held = held > (uint64_t)INT64_MAX - value ? (uint64_t)INT64_MAX : held + value;
    }
    if (out->managed == 0)
        out->managed = held;
}
