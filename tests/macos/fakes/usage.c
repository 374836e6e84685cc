/* libproc: rusage. */
#include "fake.h"

#include <errno.h>
#include <string.h>
#include <sys/types.h>
#include <sys/proc.h>
#include <sys/proc_info.h>
#include <sys/resource.h>
#include <libproc.h>

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
