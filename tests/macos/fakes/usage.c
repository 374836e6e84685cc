/* libproc: descriptors and rusage. */
#include "fake.h"

#include <errno.h>
#include <string.h>
#include <sys/types.h>
#include <sys/proc.h>
#include <sys/proc_info.h>
#include <sys/resource.h>
#include <libproc.h>

static int fail(int error)
{
    errno = error;
    return 0;
}

/* PROC_PIDLISTFDS, of which proc_pidinfo() has already found that it may be asked. */
int fake_descriptors(const struct fake_process *process, enum fault_kind kind, int value, void *buffer,
                     int size)
{
    struct proc_fdinfo one;
    if (buffer == NULL)
        return (int)((size_t)(process->descriptors + 4) * sizeof one); /* xnu tells the size of the table */
    if (kind == FAULT_SHORT)
        return value < 0 ? size : value;
    int given = 0;
    for (int32_t i = 0; i < process->descriptors && given + (int)sizeof one <= size; i++) {
        one.proc_fd = i;
        one.proc_fdtype = i == 1 ? PROX_FDTYPE_SOCKET : PROX_FDTYPE_VNODE;
        memcpy((char *)buffer + given, &one, sizeof one);
        given += (int)sizeof one;
    }
    return given;
}

int proc_pidfdinfo(int pid, int descriptor, int flavor, void *buffer, int size)
{
    int value = 0;
    enum fault_kind kind = fake_enter("proc_pidfdinfo", &value);
    if (kind == FAULT_FAIL)
        return fail(value);
    struct fake_process *process;
    int error = fake_permission(pid, &process);
    if (error != 0)
        return fail(error);
    if (flavor != PROC_PIDFDVNODEPATHINFO)
        return fail(EINVAL);
    if (descriptor < 0 || descriptor >= process->descriptors || descriptor == 1)
        return fail(EBADF);
    struct vnode_fdinfowithpath info;
    if ((size_t)size < sizeof info)
        return fail(ENOMEM);
    memset(&info, 0, sizeof info);
    info.pvip.vip_vi.vi_type = descriptor == 0 ? 4 : descriptor == 2 ? 2 : 1; /* VCHR, VDIR, VREG */
    if (descriptor > 3)
        memset(info.pvip.vip_path, 'x', sizeof info.pvip.vip_path); /* without an end */
    memcpy(info.pvip.vip_path, "/file0", 6);
    info.pvip.vip_path[5] = (char)('0' + descriptor);
    memcpy(buffer, &info, sizeof info);
    return kind == FAULT_SHORT ? value : (int)sizeof info;
}

/* A zombie may be asked, too. */
int proc_pid_rusage(int pid, int flavor, rusage_info_t *buffer)
{
    int value = 0;
    if (fake_enter("proc_pid_rusage", &value) == FAULT_FAIL) {
        errno = value;
        return -1;
    }
    struct fake_process *process = fake_find(pid);
    int error = process == NULL ? ESRCH : flavor != RUSAGE_INFO_V4 ? EINVAL : 0;
    if (error == 0 && fake.state.own_uid != 0 && process->uid != (uint32_t)fake.state.own_uid)
        error = EPERM;
    if (error != 0) {
        errno = error;
        return -1;
    }
    struct rusage_info_v4 *usage = (void *)buffer;
    memset(usage, 0, sizeof *usage);
    usage->ri_phys_footprint = 3 << 20;
    usage->ri_lifetime_max_phys_footprint = 4 << 20;
    usage->ri_wired_size = 1 << 14;
    usage->ri_diskio_bytesread = 1ull << 40;
    usage->ri_diskio_byteswritten = 5;
    usage->ri_child_user_time = 24000000;
    usage->ri_child_system_time = 12000000;
    return 0;
}
