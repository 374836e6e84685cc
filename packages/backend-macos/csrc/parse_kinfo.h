/* struct kinfo_proc, of which sysctl(KERN_PROC) gives one per process. No Python, no Darwin header. */
#ifndef SYSPROBE_PARSE_KINFO_H
#define SYSPROBE_PARSE_KINFO_H

#include <stddef.h>
#include <stdint.h>

#define PROCESS_ENTRY_SIZE 648
#define PROCESS_NAME_SIZE 17

enum process_offset {
    AT_START_SECONDS = 0,
    AT_START_MICROSECONDS = 8,
    AT_FLAGS = 32,
    AT_STATUS = 36,
    AT_PID = 40,
    AT_NICE = 242,
    AT_NAME = 243,
    AT_REAL_UID = 392,
    AT_SAVED_UID = 396,
    AT_REAL_GID = 400,
    AT_SAVED_GID = 404,
    AT_EFFECTIVE_UID = 420,
    AT_EFFECTIVE_GID = 428,
    AT_PPID = 560,
    AT_PGID = 564,
    AT_TTY = 572,
    AT_SESSION_FLAGS = 612,
};

struct process_entry {
    int64_t started; /* microseconds since the epoch */
    int32_t pid;
    int32_t ppid;
    int32_t pgid;
    int32_t tty; /* device number; -1: none */
    uint32_t flags;
    uint32_t session_flags;
    uint32_t uids[3]; /* real, effective, saved */
    uint32_t gids[3];
    uint8_t status; /* SIDL, SRUN, SSLEEP, SSTOP, SZOMB */
    int8_t nice;
    uint8_t name_size;
    char name[PROCESS_NAME_SIZE]; /* the executable's name, cut; not terminated */
};

/* One entry. 0, or -1 if the buffer is shorter than one. */
int parse_kinfo(const uint8_t *buffer, size_t size, struct process_entry *out);

/* How many entries a buffer holds, or -1 if they do not fill it: then the kernel's structure is another one.
 */
int count_kinfo(size_t size, size_t *count);

#endif
