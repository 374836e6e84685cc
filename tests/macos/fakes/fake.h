/* A made-up Mac: what Mach, libproc, sysctl and getifaddrs would answer, for the extension that runs above
 * it.
 *
 * Compiled for Linux with Darwin's headers, so that every structure is Darwin's; no header of Linux is read.
 * The calls behave as strictly as xnu's: EINVAL behind the last region, ENOMEM for a small buffer, EPERM for
 * other users' processes, ESRCH for zombies. Every call counts itself and looks first whether a fault was
 * ordered for it. */
#ifndef FAKE_H
#define FAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fault_kind {
    FAULT_NONE,
    FAULT_FAIL,  /* value: errno or kern_return_t; errno 0 is "failed and did not say why" */
    FAULT_SHORT, /* value: size (or count) that is claimed to have been filled in; -1: all that was offered */
    FAULT_STUCK, /* a region walk is given the region number `value`, wherever it asks */
    FAULT_VANISH,  /* before the call answers, the process `value` is gone */
    FAULT_ZOMBIE,  /* ... is a zombie */
    FAULT_LEAVING, /* ... is on its way through exit() */
    FAULT_EXECUTE, /* ... has executed a program */
    FAULT_REPLACE, /* ... is gone, and another one has its pid */
    FAULT_GROW,    /* as many more processes have started */
};

struct fake_process {
    int32_t pid, ppid, pgid, tty, flags, status, nice;
    uint32_t uid, gid;
    int64_t seconds;
    int32_t microseconds;
    uint64_t unique;
    uint32_t image;
    char name[17];
    char executable[1024];
    char directory[1024];
    const uint8_t *arguments;
    size_t arguments_size;
    int32_t descriptors; /* 0 is a terminal, 1 a socket, 2 a folder, the others are files: /file3, ... */
};

struct fake_region {
    int32_t pid;
    bool inner; /* inside a submap: told by Mach only */
    uint64_t start, size, offset, protection, max_protection, share_mode, tag, references, resident,
        swapped_out, dirtied, private_resident, shared_resident, depth, submap;
    char path[1024];
};

#define FAKE_PROCESSES 256
#define FAKE_REGIONS 1024
struct fake_state {    /* machine.py mirrors it */
    uint8_t vm[512];   /* struct vm_statistics64 */
    uint32_t vm_count; /* how many integers of it this system knows */
    uint64_t page_size, swap[3];
    int64_t boot[2];  /* seconds, microseconds */
    int64_t awake[2]; /* seconds, nanoseconds */
    int32_t own_pid, own_uid, argument_limit;
    uint32_t processors;
    uint64_t thread_time;     /* nanoseconds in user mode, and one more for each further thread */
    int32_t faults, switches; /* as proc_taskinfo has them */
};
struct fake_machine {
    struct fake_process processes[FAKE_PROCESSES];
    size_t process_count;
    struct fake_region regions[FAKE_REGIONS];
    size_t region_count;
    struct fake_state state;
};
extern struct fake_machine fake;

/* Count the call and carry out what was ordered for it. The kind and value are the caller's to honour. */
enum fault_kind fake_enter(const char *call, int *value);
void fake_lock(void);
void fake_unlock(void);
struct fake_process *fake_find(int pid);
/* 0, or the errno of a call that only the same user and root may make of a living process */
int fake_permission(int pid, struct fake_process **process);

int fake_descriptors(const struct fake_process *process, enum fault_kind kind, int value, void *buffer,
                     int size);

int *__error(void);

#endif
