/* sysctl, the clock, and who we are. */
#include "fake.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/types.h>
#include <sys/proc.h>
#include <sys/sysctl.h>
#include <sys/time.h>
#include <sys/socket.h>
#include <net/if.h>
#include <net/if_mib.h>
#include <net/route.h>

static int fail(int error)
{
    errno = error;
    return -1;
}

/* The kernel's way to hand out an old value. */
static int give(enum fault_kind kind, int value, const void *data, size_t size, void *out, size_t *length)
{
    if (out != NULL) {
        if (*length < size)
            return fail(ENOMEM);
        memcpy(out, data, size);
    }
    *length = kind == FAULT_SHORT ? (size_t)value : size;
    return 0;
}

static void fill_process(const struct fake_process *process, struct kinfo_proc *out)
{
    memset(out, 0, sizeof *out);
    out->kp_proc.p_starttime.tv_sec = process->seconds;
    out->kp_proc.p_starttime.tv_usec = process->microseconds;
    out->kp_proc.p_flag = process->flags;
    out->kp_proc.p_stat = (char)process->status;
    out->kp_proc.p_pid = process->pid;
    out->kp_proc.p_nice = (char)process->nice;
    memcpy(out->kp_proc.p_comm, process->name, sizeof process->name);
    out->kp_eproc.e_ppid = process->ppid;
    out->kp_eproc.e_pgid = process->pgid;
    out->kp_eproc.e_tdev = process->tty;
    out->kp_eproc.e_flag = EPROC_SLEADER;
    out->kp_eproc.e_pcred.p_ruid = process->uid;
    out->kp_eproc.e_ucred.cr_uid = process->uid + 1;
    out->kp_eproc.e_pcred.p_svuid = process->uid + 2;
    out->kp_eproc.e_pcred.p_rgid = process->gid;
    out->kp_eproc.e_ucred.cr_groups[0] = process->gid + 1;
    out->kp_eproc.e_pcred.p_svgid = process->gid + 2;
}

static struct kinfo_proc table[FAKE_PROCESSES];

static int process_list(const int *name, void *out, size_t *length)
{
    int value = 0;
    enum fault_kind kind = fake_enter(
        name[2] == KERN_PROC_ALL ? (out == NULL ? "sysctl:list-size" : "sysctl:list") : "sysctl:process",
        &value);
    if (kind == FAULT_FAIL)
        return fail(value);
    size_t count = 0;
    fake_lock(); /* the table is one for all */
    for (size_t i = 0; i < fake.process_count; i++) {
        if (name[2] == KERN_PROC_ALL || fake.processes[i].pid == name[3])
            fill_process(&fake.processes[i], &table[count++]);
    }
    int status = give(kind, value, table, count * sizeof *table, out, length);
    fake_unlock();
    return status;
}

static int arguments(int pid, void *out, size_t *length)
{
    int value = 0;
    enum fault_kind kind = fake_enter("sysctl:arguments", &value);
    struct fake_process *process;
    if (kind == FAULT_FAIL)
        return fail(value);
    if (fake_permission(pid, &process) != 0 || process->arguments == NULL)
        return fail(EINVAL); /* whatever the reason */
    size_t size = process->arguments_size < *length ? process->arguments_size : *length;
    memcpy(out, process->arguments, size);
    *length = size;
    return 0;
}

/* NET_RT_IFLIST2: the bytes that a test gave. */
static uint8_t messages[8192];
static size_t messages_size;

void fake_messages(const uint8_t *bytes, size_t size)
{
    memcpy(messages, bytes, size);
    messages_size = size;
}

static int interface_list(void *out, size_t *length)
{
    int value = 0;
    enum fault_kind kind = fake_enter(out == NULL ? "sysctl:interfaces-size" : "sysctl:interfaces", &value);
    return kind == FAULT_FAIL ? fail(value) : give(kind, value, messages, messages_size, out, length);
}

/* IFMIB_IFDATA: counters of an interface, of which the list has the lower halves. */
static struct ifmibdata interface_data[16];
static int interface_numbers[16], data_count;

void fake_forget_counters(void)
{
    data_count = 0;
}

/* numbers: bytes sent and received, packets sent and received, errors in and out, drops in, multicast in,
   collisions, drops out */
void fake_counters(int number, const char *name, const uint64_t *numbers)
{
    struct ifmibdata *data = &interface_data[data_count];
    memset(data, 0, sizeof *data);
    interface_numbers[data_count++] = number;
    strncpy(data->ifmd_name, name, sizeof data->ifmd_name);
    data->ifmd_data.ifi_obytes = numbers[0];
    data->ifmd_data.ifi_ibytes = numbers[1];
    data->ifmd_data.ifi_opackets = numbers[2];
    data->ifmd_data.ifi_ipackets = numbers[3];
    data->ifmd_data.ifi_ierrors = numbers[4];
    data->ifmd_data.ifi_oerrors = numbers[5];
    data->ifmd_data.ifi_iqdrops = numbers[6];
    data->ifmd_data.ifi_imcasts = numbers[7];
    data->ifmd_data.ifi_collisions = numbers[8];
    data->ifmd_snd_drops = (unsigned)numbers[9];
}

static int interface_counters(int number, void *out, size_t *length)
{
    int value = 0;
    enum fault_kind kind = fake_enter("sysctl:counters", &value);
    if (kind == FAULT_FAIL)
        return fail(value);
    for (int i = 0; i < data_count; i++) {
        if (interface_numbers[i] == number)
            return give(kind, value, &interface_data[i], sizeof interface_data[i], out, length);
    }
    return fail(ENOENT);
}

int sysctl(int *name, u_int levels, void *out, size_t *length, void *new_value, size_t new_length)
{
    int value = 0;
    enum fault_kind kind;
    if (new_value != NULL || new_length != 0)
        return fail(EPERM);
    if (levels >= 3 && name[0] == CTL_KERN && name[1] == KERN_PROC)
        return process_list(name, out, length);
    if (levels == 3 && name[0] == CTL_KERN && name[1] == KERN_PROCARGS2)
        return arguments(name[2], out, length);
    if (levels == 6 && name[0] == CTL_NET && name[1] == PF_ROUTE && name[4] == NET_RT_IFLIST2)
        return interface_list(out, length);
    if (levels == 6 && name[0] == CTL_NET && name[1] == PF_LINK && name[2] == NETLINK_GENERIC &&
        name[3] == IFMIB_IFDATA && name[5] == IFDATA_GENERAL)
        return interface_counters(name[4], out, length);
    if (levels != 2)
        return fail(ENOENT);
    if (name[0] == CTL_KERN && name[1] == KERN_ARGMAX) {
        kind = fake_enter("sysctl:limit", &value);
        return kind == FAULT_FAIL ? fail(value)
                                  : give(kind, value, &fake.state.argument_limit, 4, out, length);
    }
    if (name[0] == CTL_KERN && name[1] == KERN_BOOTTIME) {
        struct timeval time = {.tv_sec = fake.state.boot[0], .tv_usec = (int)fake.state.boot[1]};
        kind = fake_enter("sysctl:boot", &value);
        return kind == FAULT_FAIL ? fail(value) : give(kind, value, &time, sizeof time, out, length);
    }
    if (name[0] == CTL_VM && name[1] == VM_SWAPUSAGE) {
        struct xsw_usage usage = {fake.state.swap[0], fake.state.swap[1], fake.state.swap[2], 4096, 1};
        kind = fake_enter("sysctl:swap", &value);
        return kind == FAULT_FAIL ? fail(value) : give(kind, value, &usage, sizeof usage, out, length);
    }
    return fail(ENOENT);
}

/* Values by name, as tests set them. */
static struct {
    char name[64];
    uint8_t value[5000];
    size_t size;
} named[32];
static size_t named_count;

void fake_forget_names(void)
{
    named_count = 0;
}

void fake_name(const char *name, const void *value, size_t size)
{
    strncpy(named[named_count].name, name, sizeof named->name - 1);
    memcpy(named[named_count].value, value, size);
    named[named_count++].size = size;
}

int sysctlbyname(const char *name, void *out, size_t *length, void *new_value, size_t new_length)
{
    int value = 0;
    enum fault_kind kind = fake_enter("sysctlbyname", &value);
    if (kind == FAULT_FAIL)
        return fail(value);
    if (new_value != NULL || new_length != 0)
        return fail(EPERM);
    for (size_t i = named_count; i > 0; i--) {
        if (strcmp(named[i - 1].name, name) == 0)
            return give(kind, value, named[i - 1].value, named[i - 1].size, out, length);
    }
    return fail(ENOENT);
}

int clock_gettime(clockid_t clock, struct timespec *out)
{
    int value = 0;
    if (fake_enter("clock_gettime", &value) == FAULT_FAIL)
        return fail(value);
    if (clock != CLOCK_MONOTONIC_RAW)
        return fail(EINVAL);
    out->tv_sec = fake.state.awake[0];
    out->tv_nsec = fake.state.awake[1];
    return 0;
}

pid_t getpid(void)
{
    return fake.state.own_pid;
}

uid_t geteuid(void)
{
    return (uid_t)fake.state.own_uid;
}
