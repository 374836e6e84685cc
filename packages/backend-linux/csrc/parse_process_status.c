#include "parse_process_status.h"

#include <string.h>

#include "lines.h"
#include "number.h"

enum kind { NUMBER, OCTAL, HEX, FOUR, QUEUE, TEXT };

struct entry {
    const char *key;
    unsigned char key_len, kind, field;
};

#define LINE(key, kind, field) {key, sizeof key - 1, kind, field}

/* In the kernel's order: the search for a key begins behind the one found before, so that it mostly costs one
 * comparison. */
static const struct entry entries[] = {
    LINE("Name", TEXT, STATUS_NAME),
    LINE("Umask", OCTAL, STATUS_UMASK),
    LINE("State", TEXT, STATUS_STATE),
    LINE("Tgid", NUMBER, STATUS_TGID),
    LINE("Ngid", NUMBER, STATUS_NGID),
    LINE("Pid", NUMBER, STATUS_PID),
    LINE("PPid", NUMBER, STATUS_PPID),
    LINE("TracerPid", NUMBER, STATUS_TRACER_PID),
    LINE("Uid", FOUR, STATUS_UID_REAL),
    LINE("Gid", FOUR, STATUS_GID_REAL),
    LINE("FDSize", NUMBER, STATUS_FD_SIZE),
    LINE("Groups", TEXT, STATUS_GROUPS),
    LINE("NStgid", TEXT, STATUS_NS_TGID),
    LINE("NSpid", TEXT, STATUS_NS_PID),
    LINE("Kthread", NUMBER, STATUS_KTHREAD),
    LINE("VmPeak", NUMBER, STATUS_VM_PEAK),
    LINE("VmSize", NUMBER, STATUS_VM_SIZE),
    LINE("VmLck", NUMBER, STATUS_VM_LCK),
    LINE("VmPin", NUMBER, STATUS_VM_PIN),
    LINE("VmHWM", NUMBER, STATUS_VM_HWM),
    LINE("VmRSS", NUMBER, STATUS_VM_RSS),
    LINE("RssAnon", NUMBER, STATUS_RSS_ANON),
    LINE("RssFile", NUMBER, STATUS_RSS_FILE),
    LINE("RssShmem", NUMBER, STATUS_RSS_SHMEM),
    LINE("VmData", NUMBER, STATUS_VM_DATA),
    LINE("VmStk", NUMBER, STATUS_VM_STK),
    LINE("VmExe", NUMBER, STATUS_VM_EXE),
    LINE("VmLib", NUMBER, STATUS_VM_LIB),
    LINE("VmPTE", NUMBER, STATUS_VM_PTE),
    LINE("VmSwap", NUMBER, STATUS_VM_SWAP),
    LINE("HugetlbPages", NUMBER, STATUS_HUGETLB_PAGES),
    LINE("Threads", NUMBER, STATUS_THREADS),
    LINE("SigQ", QUEUE, STATUS_SIG_QUEUED),
    LINE("SigPnd", HEX, STATUS_SIG_PND),
    LINE("ShdPnd", HEX, STATUS_SHD_PND),
    LINE("SigBlk", HEX, STATUS_SIG_BLK),
    LINE("SigIgn", HEX, STATUS_SIG_IGN),
    LINE("SigCgt", HEX, STATUS_SIG_CGT),
    LINE("CapInh", HEX, STATUS_CAP_INH),
    LINE("CapPrm", HEX, STATUS_CAP_PRM),
    LINE("CapEff", HEX, STATUS_CAP_EFF),
    LINE("CapBnd", HEX, STATUS_CAP_BND),
    LINE("CapAmb", HEX, STATUS_CAP_AMB),
    LINE("NoNewPrivs", NUMBER, STATUS_NO_NEW_PRIVS),
    LINE("Seccomp", NUMBER, STATUS_SECCOMP),
    LINE("Seccomp_filters", NUMBER, STATUS_SECCOMP_FILTERS),
    LINE("Cpus_allowed_list", TEXT, STATUS_CPUS_ALLOWED_LIST),
    LINE("Mems_allowed_list", TEXT, STATUS_MEMS_ALLOWED_LIST),
    LINE("voluntary_ctxt_switches", NUMBER, STATUS_VOLUNTARY),
    LINE("nonvoluntary_ctxt_switches", NUMBER, STATUS_NONVOLUNTARY),
};

#define LINES (sizeof entries / sizeof entries[0])

static void keep(struct process_status *out, unsigned field, int64_t value)
{
    out->field[field] = value;
    out->present |= UINT64_C(1) << field;
}

static void read_value(const struct entry *entry, const char *at, const char *eol, struct process_status *out)
{
    int64_t number;
    uint64_t mask;
    switch (entry->kind) {
    case TEXT:
        out->text[entry->field].start = at;
        out->text[entry->field].len = (size_t)(eol - at);
        break;
    case NUMBER:
        if (read_number(at, eol, &number))
            keep(out, entry->field, number);
        break;
    case HEX:
        if (read_hex(at, eol, &mask))
            keep(out, entry->field, (int64_t)mask);
        break;
    case OCTAL:
        for (number = 0; at < eol && *at >= '0' && *at <= '7' && number < 01000000; at++)
            number = number * 8 + (*at - '0');
        keep(out, entry->field, number);
        break;
    case FOUR:
        for (unsigned i = 0; i < 4; i++) {
            at = read_number(skip_blanks(at, eol), eol, &number);
            if (!at)
                break;
            keep(out, entry->field + i, number);
        }
        break;
    case QUEUE: /* "SigQ: queued/limit" */
        at = read_number(at, eol, &number);
        if (!at)
            break;
        keep(out, STATUS_SIG_QUEUED, number);
        if (at < eol && *at == '/' && read_number(at + 1, eol, &number))
            keep(out, STATUS_SIG_LIMIT, number);
        break;
    default:
        break;
    }
}

int parse_process_status(const char *buf, size_t len, struct process_status *out)
{
    struct line line;
    struct span key;
    size_t next = 0;
    memset(out, 0, sizeof *out);
    for (const char *at = buf, *end = buf + len; cut_line(&at, end, &line);) {
        if (!cut_key(&line, &key))
            continue;
        for (size_t tried = 0; tried < LINES; tried++) {
            const struct entry *entry = &entries[(next + tried) % LINES];
            if (entry->key_len != key.size || memcmp(entry->key, key.start, key.size) != 0)
                continue;
            read_value(entry, line.at, line.end, out);
            next = (size_t)(entry - entries) + 1;
            break;
        }
    }
    return out->text[STATUS_NAME].start ? 0 : -1;
}

/* The number of a line of this key, which ends with its colon. Whether it is one. */
static int is_number_of(const char *at, const char *eol, const char *key, int64_t *value)
{
    const char *after = after_word(at, eol, key);
    return after && read_number(skip_blanks(after, eol), eol, value) != NULL;
}

int parse_process_switches(const char *buf, size_t len, int64_t *voluntary, int64_t *nonvoluntary)
{
    const char *end = buf + len;
    int found = 0;
    while (end > buf && found != 3) {
        const char *eol = end[-1] == '\n' ? end - 1 : end, *at = eol;
        while (at > buf && at[-1] != '\n')
            at--;
        if (!(found & 1) && is_number_of(at, eol, "voluntary_ctxt_switches:", voluntary))
            found |= 1;
        else if (!(found & 2) && is_number_of(at, eol, "nonvoluntary_ctxt_switches:", nonvoluntary))
            found |= 2;
        end = at;
    }
    return found == 3 ? 0 : -1;
}
