/* What NtQuerySystemInformation(SystemProcessInformation) fills: one SYSTEM_PROCESS_INFORMATION per process,
 * each followed by one SYSTEM_THREAD_INFORMATION per thread, and its name. 64-bit layout of Windows 8 and
 * newer. */
#ifndef SYSPROBE_PARSE_PROCESS_LIST_H
#define SYSPROBE_PARSE_PROCESS_LIST_H

#include "parse_span.h"
#include <stdbool.h>

/* Offsets in SYSTEM_PROCESS_INFORMATION; layouts_windows.c compares those that the SDK publishes. */
enum {
    PROCESS_NEXT = 0,
    PROCESS_THREADS = 4,
    PROCESS_PRIVATE_WORKING_SET = 8,
    PROCESS_HARD_FAULTS = 16,
    PROCESS_CYCLES = 24,
    PROCESS_CREATED = 32,
    PROCESS_USER_TIME = 40,
    PROCESS_KERNEL_TIME = 48,
    PROCESS_NAME = 56,
    PROCESS_BASE_PRIORITY = 72,
    PROCESS_ID = 80,
    PROCESS_PARENT = 88,
    PROCESS_HANDLES = 96,
    PROCESS_SESSION = 100,
    PROCESS_PEAK_VIRTUAL = 112,
    PROCESS_VIRTUAL = 120,
    PROCESS_PAGE_FAULTS = 128,
    PROCESS_PEAK_WORKING_SET = 136,
    PROCESS_WORKING_SET = 144,
    PROCESS_PEAK_PAGED_POOL = 152,
    PROCESS_PAGED_POOL = 160,
    PROCESS_PEAK_NONPAGED_POOL = 168,
    PROCESS_NONPAGED_POOL = 176,
    PROCESS_PAGEFILE = 184, /* what is committed: private bytes */
    PROCESS_PEAK_PAGEFILE = 192,
    PROCESS_READS = 208, /* then writes, others; bytes read, written, others */
    PROCESS_SIZE = 256,
    THREAD_KERNEL_TIME = 0,
    THREAD_USER_TIME = 8,
    THREAD_ID = 48,
    THREAD_SWITCHES = 64,
    THREAD_STANDS = 68,
    THREAD_WAIT_REASON = 72,
    THREAD_SIZE = 80,
};

/* One process. Times in 100 ns, memory in bytes, created since 1601. */
struct process_entry {
    struct text name; /* none: the idle process, whose id is 0 */
    uint32_t pid;
    uint32_t parent;
    uint32_t session;
    uint32_t threads;
    uint32_t handles;
    int32_t base_priority;
    uint64_t created;
    uint64_t user_time;
    uint64_t kernel_time;
    uint64_t cycles;
    uint64_t private_working_set;
    uint64_t working_set;
    uint64_t peak_working_set;
    uint64_t virtual_size;
    uint64_t peak_virtual_size;
    uint64_t private_bytes;
    uint64_t peak_private_bytes;
    uint64_t paged_pool;
    uint64_t peak_paged_pool;
    uint64_t nonpaged_pool;
    uint64_t peak_nonpaged_pool;
    uint32_t page_faults;
    uint32_t hard_faults;
    uint64_t io[6];            /* reads, writes, others; bytes of each */
    uint64_t context_switches; /* sum over the threads */
    bool suspended;            /* every thread is, and there is one */
    const unsigned char *thread_records;
    size_t thread_records_count; /* not more than fit into the buffer */
};

struct thread_entry {
    uint32_t id;
    uint64_t user_time;
    uint64_t kernel_time;
    bool suspended;
};

/* One of the process' thread_records. */
struct thread_entry read_thread(const struct process_entry *process, size_t number);

/* Where a walk stands; start with offset 0. */
struct process_walk {
    struct span span;
    size_t offset;
    bool ended;
};

/* The next process: 1, or 0 at the end, or -1 if the buffer makes no sense. */
int next_process(struct process_walk *walk, struct process_entry *out);

#endif
