/* utmp(5): fixed records, in one of two layouts. Most 64-bit systems keep the 32-bit layout for their 32-bit
   programs' sake (384 bytes); those without such a past (arm64) have wide fields (400 bytes). */
#ifndef SYSPROBE_PARSE_UTMP_H
#define SYSPROBE_PARSE_UTMP_H

#include <stddef.h>
#include <stdint.h>

#include "lines.h"

enum { UTMP_NARROW = 384, UTMP_WIDE = 400 };

struct utmp_login {
    int64_t pid;
    struct span terminal, user, host; /* may be empty; host may be cut */
    int64_t seconds, microseconds;    /* of the login, since the epoch */
    int64_t session;
};

/* Which of the two layouts the records of this file have; 0 where it is neither. An empty file passes for
 * narrow. */
size_t parse_utmp_layout(const char *buf, size_t len);

/* Reads on from record `*index` to the next login and moves past it. 0, or -1 at the end. */
int parse_utmp(const char *buf, size_t len, size_t layout, size_t *index, struct utmp_login *out);

#endif
