/* The open descriptors of a process. No Python. */
#ifndef SYSPROBE_DESCRIPTORS_H
#define SYSPROBE_DESCRIPTORS_H

#include <stddef.h>
#include <stdint.h>

struct proc_fdinfo; /* sys/proc_info.h */

/* PROC_PIDLISTFDS. 0 or an errno; the caller frees *out. */
int read_descriptors(int32_t pid, struct proc_fdinfo **out, size_t *count);

/* proc_pidfdinfo(): exactly `size` bytes. 0, an errno, or -1: closed, or another kind of thing by now. */
int read_descriptor(int32_t pid, int32_t descriptor, int flavor, void *out, size_t size);

#endif
