#include "kernel.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/sysctl.h>
#include <sys/proc.h>
#include <libproc.h>
#include <sys/proc_info.h>
#include <mach/mach.h>

enum {
    LARGEST_ANSWER = 1 << 28,   /* 400 000 processes; a kernel that says more makes no sense */
    TRIES = 8,                  /* a list that outgrows its buffer this often in a row is not a list */
    UNIQUE_IDENTIFIER_INFO = 17 /* PROC_PIDUNIQIDENTIFIERINFO, which the SDK keeps to itself */
};

int errno_of_mach(int result)
{
    switch (result) {
    case KERN_INVALID_ARGUMENT:
    case KERN_INVALID_ADDRESS:
        return EINVAL;
    case KERN_NO_SPACE:
    case KERN_RESOURCE_SHORTAGE:
        return ENOMEM;
    case KERN_NO_ACCESS:
    case KERN_PROTECTION_FAILURE:
        return EPERM;
    default:
        return EIO;
    }
}

/* errno after a call that failed; EIO if it forgot to say why. */
static int failure(void)
{
    return errno != 0 ? errno : EIO;
}

/* sysctl() takes the name as int *, but does not write to it. */
static int call_sysctl(const int *name, unsigned levels, void *out, size_t *size)
{
    int copy[6] = {0};
    memcpy(copy, name, levels * sizeof *name);
    errno = 0;
    return sysctl(copy, levels, out, size, NULL, 0) == 0 ? 0 : failure();
}

int read_sysctl(const int *name, unsigned levels, void *out, size_t size)
{
    size_t length = size;
    int error = call_sysctl(name, levels, out, &length);
    if (error == 0 && length != size)
        error = EIO;
    return error;
}

int read_growing_sysctl(const int *name, unsigned levels, uint8_t **out, size_t *size)
{
    for (int attempt = 0; attempt < TRIES; attempt++) {
        size_t length = 0;
        int error = call_sysctl(name, levels, NULL, &length);
        if (error != 0)
            return error;
        if (length > LARGEST_ANSWER)
            return EIO;
        length += length / 8 + 1;
        const size_t capacity = length;
        uint8_t *buffer = malloc(capacity);
        if (buffer == NULL)
            return ENOMEM;
        error = call_sysctl(name, levels, buffer, &length);
        if (error == 0 && length > capacity)
            error = EIO;
        if (error == 0) {
            *out = buffer;
            *size = length;
            return 0;
        }
        free(buffer);
        if (error != ENOMEM)
            return error;
    }
    return ENOMEM;
}

int read_argument_block(int32_t pid, uint8_t **out, size_t *size)
{
    const int limit[2] = {CTL_KERN, KERN_ARGMAX};
    const int name[3] = {CTL_KERN, KERN_PROCARGS2, pid};
    int32_t most = 0;
    int error = read_sysctl(limit, 2, &most, sizeof most);
    if (error == 0 && most <= 0)
        error = EIO;
    if (error != 0)
        return error;
    size_t length = (size_t)most;
    uint8_t *block = malloc(length);
    if (block == NULL)
        return ENOMEM;
    error = call_sysctl(name, 3, block, &length);
    if (error == 0 && length > (size_t)most)
        error = EIO;
    if (error != 0) {
        free(block);
        return error;
    }
    *out = block;
    *size = length;
    return 0;
}

int read_vm_statistics(uint8_t *buffer, size_t capacity, size_t *filled, uint64_t *page_size)
{
    mach_msg_type_number_t count = (mach_msg_type_number_t)(capacity / sizeof(integer_t));
    vm_size_t page = 0;
    mach_port_t host = mach_host_self(); /* a reference of its own at every call */
    kern_return_t result = host_statistics64(host, HOST_VM_INFO64, (host_info64_t)(void *)buffer, &count);
    if (result == KERN_SUCCESS)
        result = host_page_size(host, &page);
    mach_port_deallocate(mach_task_self(), host);
    if (result != KERN_SUCCESS)
        return errno_of_mach(result);
    if (count > capacity / sizeof(integer_t) || page == 0)
        return EIO;
    *filled = count * sizeof(integer_t);
    *page_size = page;
    return 0;
}

int read_processor_ticks(struct processor_list *out)
{
    natural_t processors = 0;
    processor_info_array_t info = NULL;
    mach_msg_type_number_t count = 0;
    mach_port_t host = mach_host_self();
    kern_return_t result = host_processor_info(host, PROCESSOR_CPU_LOAD_INFO, &processors, &info, &count);
    mach_port_deallocate(mach_task_self(), host);
    if (result != KERN_SUCCESS)
        return errno_of_mach(result);
    out->ticks = (const uint32_t *)info;
    out->count = processors;
    out->size = count * sizeof *info;
    if (processors != 0 && count / PROCESSOR_STATES >= processors)
        return 0;
    free_processor_ticks(out);
    return EIO;
}

void free_processor_ticks(struct processor_list *list)
{
    if (list->size != 0)
        vm_deallocate(mach_task_self(), (vm_address_t)list->ticks, list->size);
}

int read_named_sysctl(const char *name, void *out, size_t *size)
{
    size_t capacity = *size;
    errno = 0;
    if (sysctlbyname(name, out, size, NULL, 0) != 0)
        return failure();
    return *size <= capacity ? 0 : EIO;
}

int read_pids(int32_t **out, size_t *count)
{
    for (int attempt = 0; attempt < TRIES; attempt++) {
        errno = 0;
        int needed = proc_listpids(PROC_ALL_PIDS, 0, NULL, 0);
        if (needed <= 0 || needed > LARGEST_ANSWER)
            return failure();
        size_t capacity = ((size_t)needed + (size_t)needed / 8) / sizeof(int32_t) + 16;
        int32_t *pids = malloc(capacity * sizeof *pids);
        if (pids == NULL)
            return ENOMEM;
        errno = 0;
        int got = proc_listpids(PROC_ALL_PIDS, 0, pids, (int)(capacity * sizeof *pids));
        if (got > 0 && (size_t)got < capacity * sizeof *pids) {
            *out = pids;
            *count = (size_t)got / sizeof *pids;
            return 0;
        }
        free(pids);
        if (got <= 0)
            return failure();
    }
    return ENOMEM;
}

int read_process(int32_t pid, struct process_entry *out)
{
    const int name[4] = {CTL_KERN, KERN_PROC, KERN_PROC_PID, pid};
    struct kinfo_proc entry;
    size_t length = sizeof entry;
    int error = call_sysctl(name, 4, &entry, &length);
    if (error != 0)
        return error;
    if (length == 0)
        return ESRCH; /* how this sysctl says so */
    if (length != sizeof entry || parse_kinfo((const uint8_t *)&entry, length, out) < 0 || out->pid != pid)
        return EIO;
    return 0;
}

int read_pid_info(int32_t pid, int flavor, uint64_t argument, void *out, size_t size)
{
    errno = 0;
    int got = proc_pidinfo(pid, flavor, argument, out, (int)size);
    if (got <= 0)
        return failure();
    return (size_t)got == size ? 0 : EIO;
}

int read_identity(int32_t pid, struct identity *out)
{
    struct process_entry entry;
    int error = read_process(pid, &entry);
    if (error != 0)
        return error;
    memset(out, 0, sizeof *out);
    out->started = entry.started;
    out->status = entry.status;
    out->flags = entry.flags;
    struct {
        uint8_t uuid[16];
        uint64_t unique;
        uint64_t parent;
        uint32_t image;
        uint32_t reserved[5];
    } info;
    _Static_assert(sizeof info == 56, "struct proc_uniqidentifierinfo");
    /* The argument 1: zombies too. Who may not ask this has the start time. */
    if (read_pid_info(pid, UNIQUE_IDENTIFIER_INFO, 1, &info, sizeof info) == 0) {
        out->unique = info.unique;
        out->image = info.image;
    }
    return 0;
}

int is_leaving(const struct identity *identity)
{
    return identity->status == SZOMB || (identity->flags & P_WEXIT) != 0;
}

int check_identity(int32_t pid, const struct identity *before, struct identity *now)
{
    int error = read_identity(pid, now);
    if (error != 0)
        return error;
    if (now->started != before->started || now->unique != before->unique || is_leaving(now))
        return ESRCH;
    return 0;
}
