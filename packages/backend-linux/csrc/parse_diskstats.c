#include "parse_diskstats.h"

#include <string.h>

#include "number.h"

enum { SECTOR = 512, IN_FLIGHT = DISK_FIELDS }; /* the kernel's unit here, whatever the disk's own is */

/* What stands in the columns after the name, since 2.6: 11 of them, 15 since 4.18, 17 since 5.5. */
static const unsigned char columns[] = {
    DISK_READ_COUNT,    DISK_READ_MERGED,   DISK_READ_BYTES,     DISK_READ_TIME,     DISK_WRITE_COUNT,
    DISK_WRITE_MERGED,  DISK_WRITE_BYTES,   DISK_WRITE_TIME,     IN_FLIGHT,          DISK_BUSY_TIME,
    DISK_WEIGHTED_TIME, DISK_DISCARD_COUNT, DISK_DISCARD_MERGED, DISK_DISCARD_BYTES, DISK_DISCARD_TIME,
    DISK_FLUSH_COUNT,   DISK_FLUSH_TIME,
};

/* Partitions before 2.6.25 have four columns only. */
static const unsigned char partition_columns[] = {DISK_READ_COUNT, DISK_READ_BYTES, DISK_WRITE_COUNT,
                                                  DISK_WRITE_BYTES};

enum { COLUMNS = sizeof columns, PARTITION_COLUMNS = sizeof partition_columns };

static void set(struct disk_counters *out, unsigned char field, int64_t number, int negative)
{
    uint64_t value = (uint64_t)number;
    int bytes = field == DISK_READ_BYTES || field == DISK_WRITE_BYTES || field == DISK_DISCARD_BYTES;
    /* What no disk can have counted is not known, rather than wrong. */
    if (field == IN_FLIGHT || negative || value == UINT64_MAX || (bytes && value > UINT64_MAX / SECTOR))
        return;
    out->field[field] = bytes ? value * SECTOR : value;
    out->present |= UINT32_C(1) << field;
}

/* The columns from here to the end of the line. 0, or -1 if one is no number or there are too few. */
static int read_columns(const char *at, const char *eol, struct disk_counters *out)
{
    int64_t values[COLUMNS];
    int negative[COLUMNS];
    int count = 0;
    memset(out, 0, sizeof *out);
    for (at = skip_blanks(at, eol); at < eol && count < COLUMNS; at = skip_blanks(at, eol)) {
        negative[count] = *at == '-';
        at = read_number(at, eol, &values[count]);
        if (at == NULL || (at < eol && *at != ' ' && *at != '\t'))
            return -1;
        count++;
    }
    if (count < PARTITION_COLUMNS)
        return -1;
    for (int i = 0; i < count; i++)
        set(out, count == PARTITION_COLUMNS ? partition_columns[i] : columns[i], values[i], negative[i]);
    return 0;
}

static const char *skip_word(const char *at, const char *end)
{
    while (at < end && *at != ' ' && *at != '\t')
        at++;
    return at;
}

static int is_number(const char *at, const char *end)
{
    if (at == end)
        return 0;
    while (at < end && is_digit(*at))
        at++;
    return at == end;
}

int next_diskstats(const char **position, const char *end, struct diskstats_line *out)
{
    const char *at = *position;
    if (at >= end)
        return 0;
    const char *eol = memchr(at, '\n', (size_t)(end - at));
    if (eol == NULL)
        return -1; /* its last number may have been cut as well */
    *position = eol + 1;
    for (int i = 0; i < 2; i++) { /* major and minor number */
        const char *start = skip_blanks(at, eol);
        at = skip_word(start, eol);
        if (!is_number(start, at))
            return -1;
    }
    out->name = skip_blanks(at, eol);
    at = skip_word(out->name, eol);
    if (is_number(out->name, at)) { /* 2.4 has the size in blocks before the name */
        out->name = skip_blanks(at, eol);
        at = skip_word(out->name, eol);
    }
    out->name_len = (size_t)(at - out->name);
    if (out->name_len == 0)
        return -1;
    return read_columns(at, eol, &out->counters) < 0 ? -1 : 1;
}

int parse_block_stat(const char *buf, size_t len, struct disk_counters *out)
{
    const char *eol = memchr(buf, '\n', len);
    return eol == NULL ? -1 : read_columns(buf, eol, out);
}
