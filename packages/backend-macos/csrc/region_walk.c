/* The regions are told by libproc, which asks for the same user or root only and answers with a true errno.
 * task_for_pid() wants more, says KERN_FAILURE whatever the reason, and asks a daemon (which may never
 * answer) unless one is root; only it shows what lies inside a submap, the shared cache of libraries above
 * all. So: libproc for everything, Mach for the insides of submaps of ourselves and, as root, of others.
 * Without a task port a submap is one region. */
#include "region_walk.h"

#include "kernel.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <libproc.h>
#include <sys/proc_info.h>
#include <mach/mach.h>

/* mach/mach_vm.h is not in every SDK's share that cross compilers carry; the function is in all systems. */
extern kern_return_t mach_vm_region_recurse(vm_map_t task, mach_vm_address_t *address, mach_vm_size_t *size,
                                            natural_t *depth, vm_region_recurse_info_t info,
                                            mach_msg_type_number_t *count);

enum {
    ATTEMPTS = 4,         /* a process may execute a program while we look, but not all the time */
    MAX_REGIONS = 1 << 20 /* an address space of more is a kernel that counts on and on */
};

void free_regions(struct region_list *list)
{
    free(list->regions);
    free(list->paths);
    free(list->texts);
    memset(list, 0, sizeof *list);
}

/* Room for one more of this size; the array's new address, or NULL. */
static void *grow(void *array, size_t capacity, size_t item)
{
    return realloc(array, capacity * item);
}

static int append_region(struct region_list *list, const struct region *region)
{
    if (list->count >= MAX_REGIONS)
        return EIO;
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 256 : 2 * list->capacity;
        struct region *regions = grow(list->regions, capacity, sizeof *regions);
        if (regions == NULL)
            return ENOMEM;
        list->regions = regions;
        size_t *paths = grow(list->paths, capacity, sizeof *paths);
        if (paths == NULL)
            return ENOMEM;
        list->paths = paths;
        list->capacity = capacity;
    }
    list->regions[list->count] = *region;
    list->paths[list->count] = NO_PATH;
    list->count++;
    return 0;
}

/* Give the last region its path. The segments of one file lie side by side: their path is kept once. */
static int name_last(struct region_list *list, const char *path, size_t size)
{
    size_t last = list->count - 1;
    if (last > 0 && list->paths[last - 1] != NO_PATH) {
        const char *before = list->texts + list->paths[last - 1];
        if (strlen(before) == size && memcmp(before, path, size) == 0) {
            list->paths[last] = list->paths[last - 1];
            return 0;
        }
    }
    if (list->texts_capacity - list->texts_size < size + 1) {
        size_t capacity = 2 * list->texts_capacity + 4 * REGION_PATH_SIZE;
        char *texts = grow(list->texts, capacity, 1);
        if (texts == NULL)
            return ENOMEM;
        list->texts = texts;
        list->texts_capacity = capacity;
    }
    memcpy(list->texts + list->texts_size, path, size);
    list->texts[list->texts_size + size] = 0;
    list->paths[last] = list->texts_size;
    list->texts_size += size + 1;
    return 0;
}

/* The insides of a submap in place of the region that has just been appended. Should Mach refuse or make no
   sense, that region stays: it is true, if coarse. */
static int descend(mach_port_t task, struct region_list *list)
{
    size_t place = list->count - 1;
    const struct region whole = list->regions[place];
    const uint64_t end = whole.start + whole.size;
    uint64_t cursor = whole.start;
    list->count = place;
    for (;;) {
        vm_region_submap_info_data_64_t info;
        mach_msg_type_number_t count = VM_REGION_SUBMAP_INFO_COUNT_64;
        mach_vm_address_t address = cursor;
        mach_vm_size_t size = 0;
        natural_t depth = 64; /* as deep as it goes: only leaves are told */
        struct region region;
        kern_return_t result = mach_vm_region_recurse(task, &address, &size, &depth,
                                                      (vm_region_recurse_info_t)(void *)&info, &count);
        if (result == KERN_INVALID_ADDRESS)
            break;
        if (result != KERN_SUCCESS || count > VM_REGION_SUBMAP_INFO_COUNT_64)
            goto coarse;
        if (parse_submap_region((const uint8_t *)&info, count * sizeof(natural_t), &region) < 0)
            goto coarse;
        if (address >= end)
            break;
        region.start = address;
        region.size = size;
        region.depth = depth;
        if (step_over(&region, &cursor) < 0)
            goto coarse;
        if (cursor > end)
            region.size -= cursor - end;
        int error = append_region(list, &region);
        if (error != 0)
            return error;
        if (cursor >= end)
            break;
    }
    if (list->count > place)
        return 0;
coarse:
    list->count = place;
    return append_region(list, &whole);
}

static int walk(int32_t pid, mach_port_t task, struct region_list *list, const char **source)
{
    struct proc_regionwithpathinfo info;
    uint64_t cursor = 0;
    for (;;) {
        struct region region;
        const char *path;
        size_t path_size;
        int error = read_pid_info(pid, PROC_PIDREGIONPATHINFO, cursor, &info, sizeof info);
        if (error == EINVAL && list->count > 0)
            return 0; /* there is nothing behind */
        *source = "proc_pidinfo(PROC_PIDREGIONPATHINFO)";
        if (error != 0)
            return error;
        if (parse_vm_region((const uint8_t *)&info, sizeof info, &region, &path, &path_size) < 0 ||
            step_over(&region, &cursor) < 0)
            return EIO;
        error = append_region(list, &region);
        if (error == 0 && path != NULL)
            error = name_last(list, path, path_size);
        else if (error == 0 && region.submap && task != MACH_PORT_NULL)
            error = descend(task, list);
        if (error != 0)
            return error;
    }
}

/* The port to look into submaps with, or MACH_PORT_NULL. Only of others it is a reference to be given back.
 */
static mach_port_t open_task(int32_t pid)
{
    mach_port_t task = MACH_PORT_NULL;
    if (pid == getpid())
        return mach_task_self();
    if (geteuid() == 0 && task_for_pid(mach_task_self(), pid, &task) == KERN_SUCCESS)
        return task;
    return MACH_PORT_NULL;
}

static void close_task(mach_port_t task)
{
    if (task != MACH_PORT_NULL && task != mach_task_self())
        mach_port_deallocate(mach_task_self(), task);
}

int walk_regions(int32_t pid, struct region_list *list, const char **source)
{
    struct identity before, now;
    memset(list, 0, sizeof *list);
    *source = "proc_pidinfo(PROC_PIDREGIONPATHINFO)";
    if (pid == 0)
        return EPERM; /* not asked: who asks for the kernel's map is refused, and reported as a program that
                         crashed */
    *source = "sysctl(KERN_PROC_PID)";
    int error = read_identity(pid, &before);
    if (error == 0 && is_leaving(&before))
        error = ESRCH;
    if (error != 0)
        return error;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        mach_port_t task = open_task(pid);
        list->count = list->texts_size = 0;
        error = walk(pid, task, list, source);
        close_task(task);
        int vanished = check_identity(pid, &before, &now);
        if (vanished != 0) {
            *source = "sysctl(KERN_PROC_PID)";
            return vanished;
        }
        if (now.image == before.image)
            return error;
        before = now; /* it executed a program: half of one map and half of another is neither */
    }
    return EAGAIN;
}
