/* libproc: descriptors, and the sockets among them. */
#include "fake.h"

#include <errno.h>
#include <string.h>
#include <sys/types.h>
#include <sys/proc.h>
#include <sys/proc_info.h>
#include <sys/socket.h>
#include <libproc.h>

enum { SOCKETS = 64 };
static struct {
    int32_t pid, descriptor;
    struct socket_fdinfo info;
} sockets[SOCKETS];
static size_t socket_count;

static int fail(int error)
{
    errno = error;
    return 0;
}

void fake_close_sockets(void)
{
    socket_count = 0;
}

/* A Darwin socket address as far as `size` says; a path's length byte is what a test says. */
static void fill_path(void *out, const uint8_t *bytes, size_t size)
{
    memcpy(out, bytes, size);
}

static void fill_address(void *out, const uint8_t *bytes, size_t size)
{
    memcpy((char *)out + (16 - size), bytes, size); /* an IPv4 address stands at the end */
}

/* numbers: family, type, protocol, kind, TCP's state, options, state, queue, its limit, received, sent,
   versions, local port, remote port, the socket's number */
void fake_socket(int pid, int descriptor, const uint64_t *numbers, const uint8_t *local, size_t local_size,
                 const uint8_t *remote, size_t remote_size)
{
    struct socket_info *info = &sockets[socket_count].info.psi;
    memset(&sockets[socket_count], 0, sizeof sockets[0]);
    sockets[socket_count].pid = pid;
    sockets[socket_count].descriptor = descriptor;
    info->soi_family = (int)numbers[0];
    info->soi_type = (int)numbers[1];
    info->soi_protocol = (int)numbers[2];
    info->soi_kind = (int)numbers[3];
    info->soi_options = (short)numbers[5];
    info->soi_state = (short)numbers[6];
    info->soi_qlen = (short)numbers[7];
    info->soi_qlimit = (short)numbers[8];
    info->soi_rcv.sbi_cc = (uint32_t)numbers[9];
    info->soi_snd.sbi_cc = (uint32_t)numbers[10];
    info->soi_so = numbers[14];
    if (numbers[3] == SOCKINFO_UN) {
        fill_path(&info->soi_proto.pri_un.unsi_addr, local, local_size);
        fill_path(&info->soi_proto.pri_un.unsi_caddr, remote, remote_size);
    } else if (numbers[3] == SOCKINFO_IN || numbers[3] == SOCKINFO_TCP) {
        struct in_sockinfo *internet = &info->soi_proto.pri_in;
        internet->insi_vflag = (uint8_t)numbers[11];
        internet->insi_lport = (int)(uint16_t)(numbers[12] << 8 | (numbers[12] & 0xffff) >> 8);
        internet->insi_fport = (int)(uint16_t)(numbers[13] << 8 | (numbers[13] & 0xffff) >> 8);
        fill_address(&internet->insi_laddr, local, local_size);
        fill_address(&internet->insi_faddr, remote, remote_size);
        if (numbers[3] == SOCKINFO_TCP)
            info->soi_proto.pri_tcp.tcpsi_state = (int)numbers[4];
    }
    socket_count++;
}

/* PROC_PIDLISTFDS, of which proc_pidinfo() has already found that it may be asked. */
int fake_descriptors(const struct fake_process *process, enum fault_kind kind, int value, void *buffer,
                     int size)
{
    struct proc_fdinfo one;
    if (buffer == NULL) /* xnu tells the size of the table, and some more */
        return (int)((size_t)(process->descriptors + 20) * sizeof one);
    if (kind == FAULT_SHORT)
        return value < 0 ? size : value;
    int given = 0;
    for (int32_t i = 0; i < process->descriptors && given + (int)sizeof one <= size; i++) {
        one.proc_fd = i;
        one.proc_fdtype = i == 1 ? PROX_FDTYPE_SOCKET : PROX_FDTYPE_VNODE;
        memcpy((char *)buffer + given, &one, sizeof one);
        given += (int)sizeof one;
    }
    for (size_t i = 0; i < socket_count && given + (int)sizeof one <= size; i++) {
        if (sockets[i].pid != process->pid)
            continue;
        one.proc_fd = sockets[i].descriptor;
        one.proc_fdtype = PROX_FDTYPE_SOCKET;
        memcpy((char *)buffer + given, &one, sizeof one);
        given += (int)sizeof one;
    }
    return given;
}

static int file_info(const struct fake_process *process, int descriptor, void *buffer, int size)
{
    struct vnode_fdinfowithpath info;
    if (descriptor < 0 || descriptor >= process->descriptors || descriptor == 1)
        return fail(EBADF);
    if ((size_t)size < sizeof info)
        return fail(ENOMEM);
    memset(&info, 0, sizeof info);
    info.pvip.vip_vi.vi_type = descriptor == 0 ? 4 : descriptor == 2 ? 2 : 1; /* VCHR, VDIR, VREG */
    if (descriptor > 3)
        memset(info.pvip.vip_path, 'x', sizeof info.pvip.vip_path); /* without an end */
    memcpy(info.pvip.vip_path, "/file0", 6);
    info.pvip.vip_path[5] = (char)('0' + descriptor);
    memcpy(buffer, &info, sizeof info);
    return (int)sizeof info;
}

static int socket_information(const struct fake_process *process, int descriptor, void *buffer, int size)
{
    struct socket_fdinfo routing;
    const struct socket_fdinfo *found = NULL;
    memset(&routing, 0, sizeof routing);
    routing.psi.soi_family = PF_ROUTE;
    routing.psi.soi_type = SOCK_RAW;
    if (descriptor == 1 && process->descriptors > 1)
        found = &routing;
    for (size_t i = 0; i < socket_count; i++) {
        if (sockets[i].pid == process->pid && sockets[i].descriptor == descriptor)
            found = &sockets[i].info;
    }
    if (found == NULL)
        return fail(descriptor < process->descriptors ? ENOTSOCK : EBADF);
    if ((size_t)size < sizeof *found)
        return fail(ENOMEM);
    memcpy(buffer, found, sizeof *found);
    return (int)sizeof *found;
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
    int given = 0;
    if (flavor == PROC_PIDFDVNODEPATHINFO)
        given = file_info(process, descriptor, buffer, size);
    else if (flavor == PROC_PIDFDSOCKETINFO)
        given = socket_information(process, descriptor, buffer, size);
    else
        return fail(EINVAL);
    return kind == FAULT_SHORT && given > 0 ? value : given;
}
