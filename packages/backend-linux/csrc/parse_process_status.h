/* /proc/PID/status and /proc/PID/task/TID/status: proc_pid_status(5). */
#ifndef SYSPROBE_PARSE_PROCESS_STATUS_H
#define SYSPROBE_PARSE_PROCESS_STATUS_H

#include <stddef.h>
#include <stdint.h>

/* Numbers. Sizes are in KiB, as printed; masks are 64 bits. In the order in which the kernel prints them. */
enum process_status_field {
    STATUS_UMASK,
    STATUS_TGID,
    STATUS_NGID,
    STATUS_PID,
    STATUS_PPID,
    STATUS_TRACER_PID,
    STATUS_UID_REAL,
    STATUS_UID_EFFECTIVE,
    STATUS_UID_SAVED,
    STATUS_UID_FILESYSTEM,
    STATUS_GID_REAL,
    STATUS_GID_EFFECTIVE,
    STATUS_GID_SAVED,
    STATUS_GID_FILESYSTEM,
    STATUS_FD_SIZE,
    STATUS_KTHREAD,
    STATUS_VM_PEAK,
    STATUS_VM_SIZE,
    STATUS_VM_LCK,
    STATUS_VM_PIN,
    STATUS_VM_HWM,
    STATUS_VM_RSS,
    STATUS_RSS_ANON,
    STATUS_RSS_FILE,
    STATUS_RSS_SHMEM,
    STATUS_VM_DATA,
    STATUS_VM_STK,
    STATUS_VM_EXE,
    STATUS_VM_LIB,
    STATUS_VM_PTE,
    STATUS_VM_SWAP,
    STATUS_HUGETLB_PAGES,
    STATUS_THREADS,
    STATUS_SIG_QUEUED,
    STATUS_SIG_LIMIT,
    STATUS_SIG_PND,
    STATUS_SHD_PND,
    STATUS_SIG_BLK,
    STATUS_SIG_IGN,
    STATUS_SIG_CGT,
    STATUS_CAP_INH,
    STATUS_CAP_PRM,
    STATUS_CAP_EFF,
    STATUS_CAP_BND,
    STATUS_CAP_AMB,
    STATUS_NO_NEW_PRIVS,
    STATUS_SECCOMP,
    STATUS_SECCOMP_FILTERS,
    STATUS_VOLUNTARY,
    STATUS_NONVOLUNTARY,
    STATUS_FIELDS
};

/* Texts, as slices of the buffer. */
enum process_status_text {
    STATUS_NAME,  /* escaped by the kernel: \n and \\ */
    STATUS_STATE, /* one letter and its word: "S (sleeping)" */
    STATUS_GROUPS,
    STATUS_NS_TGID,
    STATUS_NS_PID,
    STATUS_CPUS_ALLOWED_LIST,
    STATUS_MEMS_ALLOWED_LIST,
    STATUS_TEXTS
};

struct text_slice {
    const char *start; /* NULL: the line is not there */
    size_t len;
};

struct process_status {
    uint64_t present; /* bit i: number i was there */
    int64_t field[STATUS_FIELDS];
    struct text_slice text[STATUS_TEXTS];
};

/* 0, or -1 where not even a name is there. Lines that a newer kernel adds are passed over. */
int parse_process_status(const char *buf, size_t len, struct process_status *out);

/* Context switches alone, without a look at the lines before them, which are among the last: the numbers of
   parse_process_status(). 0, or -1 where not both are there. */
int parse_process_switches(const char *buf, size_t len, int64_t *voluntary, int64_t *nonvoluntary);

#endif
