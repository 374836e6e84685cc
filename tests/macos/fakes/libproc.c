/* libproc: lists, and what one process tells. Failures return 0 and leave errno, as the library's functions
 * do. */
#include "fake.h"

#include <errno.h>
#include <string.h>
#include <sys/types.h>
#include <sys/proc.h>
#include <sys/proc_info.h>
#include <libproc.h>

enum { UNIQUE_IDENTIFIER_INFO = 17, LIST_THREAD_IDS = 28, THREADS = 3 };

static int fail(int error)
{
    errno = error;
    return 0;
}

/* What a fault claims to have been filled in, or what was. */
static int filled(enum fault_kind kind, int value, size_t size)
{
    return kind == FAULT_SHORT ? value : (int)size;
}

int proc_listpids(uint32_t type, uint32_t info, void *buffer, int size)
{
    int value = 0;
    enum fault_kind kind = fake_enter("proc_listpids", &value);
    if (kind == FAULT_FAIL)
        return fail(value);
    if (type != PROC_ALL_PIDS || info != 0)
        return fail(EINVAL);
    size_t needed = fake.process_count * sizeof(int32_t);
    if (buffer == NULL)
        return (int)needed;
    if (kind == FAULT_SHORT && value < 0)
        return size; /* full to the brim: there may be more */
    size_t given = 0;
    for (size_t i = 0; i < fake.process_count && given + sizeof(int32_t) <= (size_t)size; i++) {
        memcpy((char *)buffer + given, &fake.processes[i].pid, sizeof(int32_t));
        given += sizeof(int32_t);
    }
    return filled(kind, value, given);
}

static int unique_identifier(int pid, uint64_t zombies, void *buffer, int size)
{
    struct {
        uint8_t uuid[16];
        uint64_t unique, parent;
        uint32_t image, reserved[5];
    } info;
    struct fake_process *process = fake_find(pid);
    if (process == NULL || (process->status == SZOMB && zombies == 0))
        return fail(ESRCH);
    if ((size_t)size < sizeof info)
        return fail(ENOMEM);
    memset(&info, 0, sizeof info);
    info.unique = process->unique;
    info.image = process->image;
    memcpy(buffer, &info, sizeof info);
    return sizeof info;
}

/* Every process has three threads, of ids 10 * pid and on: the first runs if the process is ours. */
static int thread_ids(int pid, enum fault_kind kind, int value, void *buffer, int size)
{
    if ((size_t)size < sizeof(uint64_t))
        return fail(ENOMEM);
    if (kind == FAULT_SHORT)
        return value < 0 ? size : value;
    int given = 0;
    for (uint64_t i = 0; i < THREADS && given + (int)sizeof i <= size; i++) {
        uint64_t id = (uint64_t)pid * 10 + i;
        memcpy((char *)buffer + given, &id, sizeof id);
        given += (int)sizeof id;
    }
    return given;
}

static bool thread_info_of(int pid, uint64_t id, struct proc_threadinfo *out)
{
    uint64_t number = id - (uint64_t)pid * 10;
    if (number >= THREADS)
        return false;
    memset(out, 0, sizeof *out);
    out->pth_user_time = fake.state.thread_time + number;
    out->pth_system_time = 250000000;
    out->pth_run_state = number == 0 && pid == fake.state.own_pid ? TH_STATE_RUNNING : TH_STATE_WAITING;
    if (number == 1)
        memcpy(out->pth_name, "worker", 7);
    if (number == 2)
        memset(out->pth_name, 'n', sizeof out->pth_name); /* without an end */
    return true;
}

static const struct fake_region *region_at(int pid, uint64_t address)
{
    const struct fake_region *found = NULL;
    for (size_t i = 0; i < fake.region_count; i++) {
        const struct fake_region *region = &fake.regions[i];
        if (region->pid != pid || region->inner)
            continue;
        if (region->start + region->size > address && (found == NULL || region->start < found->start))
            found = region;
    }
    return found;
}

/* A region of the list whatever was asked for; -1: at every address one more page. */
static const struct fake_region *stuck_at(int number, uint64_t address)
{
    static struct fake_region endless;
    endless.start = address;
    endless.size = fake.state.page_size;
    return number < 0 ? &endless : &fake.regions[number];
}

static void fill_region(const struct fake_region *region, struct proc_regionwithpathinfo *out)
{
    struct proc_regioninfo *info = &out->prp_prinfo;
    memset(out, 0, sizeof *out);
    info->pri_address = region->start;
    info->pri_size = region->size;
    info->pri_offset = region->offset;
    info->pri_protection = (uint32_t)region->protection;
    info->pri_max_protection = (uint32_t)region->max_protection;
    info->pri_share_mode = (uint32_t)region->share_mode;
    info->pri_user_tag = (uint32_t)region->tag;
    info->pri_ref_count = (uint32_t)region->references;
    info->pri_pages_resident = (uint32_t)region->resident;
    info->pri_pages_swapped_out = (uint32_t)region->swapped_out;
    info->pri_pages_dirtied = (uint32_t)region->dirtied;
    info->pri_private_pages_resident = (uint32_t)region->private_resident;
    info->pri_shared_pages_resident = (uint32_t)region->shared_resident;
    info->pri_flags = region->submap != 0 ? PROC_REGION_SUBMAP : 0;
    memcpy(out->prp_vip.vip_path, region->path, sizeof out->prp_vip.vip_path);
}

int proc_pidinfo(int pid, int flavor, uint64_t argument, void *buffer, int size)
{
    int value = 0;
    char call[32] = "proc_pidinfo:00";
    call[13] = (char)('0' + flavor / 10);
    call[14] = (char)('0' + flavor % 10);
    enum fault_kind kind = fake_enter(call, &value);
    if (kind == FAULT_FAIL)
        return fail(value);
    if (flavor == UNIQUE_IDENTIFIER_INFO)
        return filled(kind, value, (size_t)unique_identifier(pid, argument, buffer, size));
    struct fake_process *process;
    int error = fake_permission(pid, &process);
    if (error != 0)
        return fail(error);
    if (flavor == PROC_PIDLISTFDS)
        return fake_descriptors(process, kind, value, buffer, size);
    if (flavor == LIST_THREAD_IDS)
        return thread_ids(pid, kind, value, buffer, size);
    union {
        struct proc_taskinfo task;
        struct proc_regionwithpathinfo region;
        struct proc_vnodepathinfo paths;
        struct proc_threadinfo thread;
    } info;
    size_t needed;
    memset(&info, 0, sizeof info);
    if (flavor == PROC_PIDTASKINFO) {
        needed = sizeof info.task;
        info.task.pti_virtual_size = 1ull << 33;
        info.task.pti_resident_size = 1u << 20;
        info.task.pti_total_user = 48000000;
        info.task.pti_total_system = 12000000;
        info.task.pti_faults = fake.state.faults;
        info.task.pti_pageins = 7;
        info.task.pti_csw = fake.state.switches;
        info.task.pti_threadnum = THREADS;
        info.task.pti_numrunning = pid == fake.state.own_pid;
    } else if (flavor == PROC_PIDVNODEPATHINFO) {
        needed = sizeof info.paths;
        memcpy(info.paths.pvi_cdir.vip_path, process->directory, sizeof process->directory);
    } else if (flavor == PROC_PIDTHREADID64INFO) {
        needed = sizeof info.thread;
        if (!thread_info_of(pid, argument, &info.thread))
            return fail(ESRCH);
    } else if (flavor == PROC_PIDREGIONPATHINFO) {
        const struct fake_region *region =
            kind == FAULT_STUCK ? stuck_at(value, argument) : region_at(pid, argument);
        if (region == NULL)
            return fail(EINVAL);
        needed = sizeof info.region;
        fill_region(region, &info.region);
    } else {
        return fail(EINVAL);
    }
    if ((size_t)size < needed)
        return fail(ENOMEM);
    memcpy(buffer, &info, needed);
    return filled(kind, value, needed);
}

int proc_pidpath(int pid, void *buffer, uint32_t size)
{
    int value = 0;
    enum fault_kind kind = fake_enter("proc_pidpath", &value);
    if (kind == FAULT_FAIL)
        return fail(value);
    struct fake_process *process = fake_find(pid);
    if (process == NULL || process->status == SZOMB)
        return fail(ESRCH);
    size_t length = strlen(process->executable);
    if (length == 0)
        return fail(ENOENT);
    if (size < length + 1)
        return fail(ENOMEM);
    memcpy(buffer, process->executable, length + 1);
    return filled(kind, value, length);
}
