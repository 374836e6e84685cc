/* utmpx: sessions as tests made them. The walk is one for all, as libc's. */
#include "fake.h"

#include <string.h>
#include <utmpx.h>

enum { LOGINS = 64 };
static struct utmpx table[LOGINS];
static int login_count, next;
int fake_walks; /* begun and not ended */

void fake_log_out(void)
{
    login_count = 0;
}

void fake_log_in(const char *user, const char *line, const char *host, int type, int pid, long seconds,
                 int rest)
{
    struct utmpx *entry = &table[login_count++];
    memset(entry, 0, sizeof *entry);
    strncpy(entry->ut_user, user, sizeof entry->ut_user);
    strncpy(entry->ut_line, line, sizeof entry->ut_line);
    strncpy(entry->ut_host, host, sizeof entry->ut_host);
    entry->ut_type = (short)type;
    entry->ut_pid = pid;
    entry->ut_tv.tv_sec = seconds;
    entry->ut_tv.tv_usec = rest;
}

void setutxent(void)
{
    next = 0;
    __atomic_add_fetch(&fake_walks, 1, __ATOMIC_RELAXED);
}

struct utmpx *getutxent(void)
{
    int value = 0;
    if (fake_enter("getutxent", &value) == FAULT_FAIL || next >= login_count)
        return NULL;
    static struct utmpx entry; /* as libc's: the next call writes over it */
    entry = table[next++];
    return &entry;
}

void endutxent(void)
{
    __atomic_sub_fetch(&fake_walks, 1, __ATOMIC_RELAXED);
}
