/* Reading from the kernel without Python. Every function returns 0 or an errno, never less than one. */
#ifndef SYSPROBE_KERNEL_H
#define SYSPROBE_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#include "parse_kinfo.h"

/* An errno for a kern_return_t that is not KERN_SUCCESS. */
int errno_of_mach(int result);

/* A sysctl whose answer has a fixed size; another size is EIO. */
int read_sysctl(const int *name, unsigned levels, void *out, size_t size);

/* A sysctl whose answer may grow between asking for its size and reading it. The caller frees *out. */
int read_growing_sysctl(const int *name, unsigned levels, uint8_t **out, size_t *size);

/* sysctl(KERN_PROCARGS2) has no size to ask for: the largest that the system allows. The caller frees *out.
 */
int read_argument_block(int32_t pid, uint8_t **out, size_t *size);

/* Counters of the host's memory: as many bytes as the kernel filled in, and the size of the pages they count.
 */
int read_vm_statistics(uint8_t *buffer, size_t capacity, size_t *filled, uint64_t *page_size);

/* Ticks of every CPU in each mode. The list is memory of ours that the kernel mapped: free_processor_ticks()
 * gives it back. */
enum { PROCESSOR_STATES = 4 };
struct processor_list {
    const uint32_t *ticks; /* PROCESSOR_STATES for each */
    size_t count;
    size_t size; /* bytes that were mapped */
};
int read_processor_ticks(struct processor_list *out);
void free_processor_ticks(struct processor_list *list);

/* A sysctl by its name: as many bytes as *size has room for; ENOENT if this system has no such. */
int read_named_sysctl(const char *name, void *out, size_t *size);

/* The pids that proc_listpids() gives; the caller frees *out. */
int read_pids(int32_t **out, size_t *count);

/* The entry of one process, a zombie's too; ESRCH if there is none. */
int read_process(int32_t pid, struct process_entry *out);

/* proc_pidinfo(): exactly `size` bytes, or the errno that it left (EIO if it left none or gave less). */
int read_pid_info(int32_t pid, int flavor, uint64_t argument, void *out, size_t size);

/* What tells a process from every other one of its pid. */
struct identity {
    int64_t started;
    uint64_t unique; /* the kernel's unique process id; 0: it would not tell */
    uint32_t image;  /* counts the programs that the process has executed */
    uint8_t status;
    uint32_t flags;
};
int read_identity(int32_t pid, struct identity *out);

/* Is it a zombie, or on its way there? Then it has no address space any more, or will not have it for long.
 */
int is_leaving(const struct identity *identity);

/* Is it still there, the same one and not about to leave? ESRCH if not. */
int check_identity(int32_t pid, const struct identity *before, struct identity *now);

#endif
