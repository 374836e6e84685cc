#include "parse_smaps.h"

#include <string.h>

#include "lines.h"
#include "number.h"

struct key {
    const char *text;
    size_t len;
    int field;
};

#define KEY(text, field) {text ":", sizeof text, field}

/* In the kernel's order. Whole keys only: "Pss:" must not take "Pss_Dirty:" for itself. */
static const struct key keys[] = {
    KEY("Size", SMAPS_SIZE),
    KEY("Rss", SMAPS_RSS),
    KEY("Pss", SMAPS_PSS),
    KEY("Shared_Clean", SMAPS_SHARED_CLEAN),
    KEY("Shared_Dirty", SMAPS_SHARED_DIRTY),
    KEY("Private_Clean", SMAPS_PRIVATE_CLEAN),
    KEY("Private_Dirty", SMAPS_PRIVATE_DIRTY),
    KEY("Referenced", SMAPS_REFERENCED),
    KEY("Anonymous", SMAPS_ANONYMOUS),
    KEY("Shared_Hugetlb", SMAPS_SHARED_HUGETLB),
    KEY("Private_Hugetlb", SMAPS_PRIVATE_HUGETLB),
    KEY("Swap", SMAPS_SWAP),
    KEY("Locked", SMAPS_LOCKED),
};

#define KEYS (sizeof keys / sizeof keys[0])

/* "start-end perms offset major:minor inode path": 0, or -1 where the line is not of this kind. Keys begin
   with a capital letter, addresses are printed in small ones. */
static int read_head(const char *at, const char *eol, struct smaps_area *out)
{
    int64_t inode;
    if (at >= eol || (*at >= 'A' && *at <= 'Z'))
        return -1;
    at = read_hex(at, eol, &out->start);
    if (!at || at >= eol || *at != '-')
        return -1;
    at = read_hex(at + 1, eol, &out->end);
    if (!at || out->end < out->start)
        return -1;
    at = skip_blanks(at, eol);
    if (eol - at < 5 || at[4] != ' ')
        return -1;
    out->permissions = at;
    at = read_hex(skip_blanks(at + 4, eol), eol, &out->offset);
    if (!at)
        return -1;
    at = skip_blanks(at, eol);
    out->device = at;
    while (at < eol && *at != ' ')
        at++;
    out->device_len = (size_t)(at - out->device);
    at = read_number(skip_blanks(at, eol), eol, &inode);
    if (!at)
        return -1;
    out->inode = (uint64_t)inode;
    out->path = skip_blanks(at, eol);
    out->path_len = (size_t)(eol - out->path);
    return 0;
}

const char *next_smaps_area(const char *at, const char *end, struct smaps_area *out)
{
    int found = 0;
    size_t next = 0;
    while (at < end) {
        const char *eol = line_end(at, end);
        if (*at < 'A' || *at > 'Z') {
            struct smaps_area head;
            memset(&head, 0, sizeof head);
            if (read_head(at, eol, &head) == 0) {
                if (found)
                    return at;
                found = 1;
                *out = head;
            }
        } else if (found) {
            for (size_t tried = 0; tried < KEYS; tried++) {
                const struct key *key = &keys[(next + tried) % KEYS];
                int64_t value;
                if ((size_t)(eol - at) < key->len || memcmp(at, key->text, key->len) != 0)
                    continue;
                if (read_number(skip_blanks(at + key->len, eol), eol, &value)) {
                    out->value[key->field] = value;
                    out->present |= 1u << key->field;
                }
                next = (size_t)(key - keys) + 1;
                break;
            }
        }
        at = next_line(eol, end);
    }
    return found ? end : NULL;
}

int64_t smaps_unique(const struct smaps_area *area)
{
    const unsigned needed = 1u << SMAPS_PRIVATE_CLEAN | 1u << SMAPS_PRIVATE_DIRTY;
    uint64_t sum;
    if ((area->present & needed) != needed)
        return -1;
    sum = (uint64_t)area->value[SMAPS_PRIVATE_CLEAN] + (uint64_t)area->value[SMAPS_PRIVATE_DIRTY] +
          (uint64_t)area->value[SMAPS_PRIVATE_HUGETLB];
    return sum > INT64_MAX ? -1 : (int64_t)sum;
}
