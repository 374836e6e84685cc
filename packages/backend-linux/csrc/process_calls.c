/* System calls on one process that Python's library lacks, or has only where it was built with new headers.
 */
#include "objects.h"
#include "pidfd.h"
#include "process_files.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424 /* on every architecture */
#endif
#define WAIT_FOR_PIDFD ((idtype_t)3) /* P_PIDFD of linux/wait.h since 5.4 */
#define ONE_PROCESS 1                /* IOPRIO_WHO_PROCESS of linux/ioprio.h */

PyDoc_STRVAR(
    open_doc,
    "pidfd_open(pid, /)\n--\n\n"
    "(descriptor, inode); the inode is 0 where it does not tell processes apart (before Linux 6.9).");

static PyObject *pidfd_open(PyObject *module, PyObject *args)
{
    int pid, fd, error;
    unsigned long long inode;
    (void)module;
    if (!PyArg_ParseTuple(args, "i", &pid))
        return NULL;
    Py_BEGIN_ALLOW_THREADS;
    error = pidfd_open_inode(pid, &fd, &inode);
    Py_END_ALLOW_THREADS;
    if (error)
        return raise_errno(error, "pidfd_open");
    PyObject *answer = Py_BuildValue("iK", fd, inode);
    if (!answer)
        close(fd);
    return answer;
}

PyDoc_STRVAR(inode_doc, "pidfd_inode(pid, /)\n--\n\nThe inode alone, as of pidfd_open.");

static PyObject *pidfd_inode(PyObject *module, PyObject *args)
{
    int pid, fd, error;
    unsigned long long inode;
    (void)module;
    if (!PyArg_ParseTuple(args, "i", &pid))
        return NULL;
    Py_BEGIN_ALLOW_THREADS;
    error = pidfd_open_inode(pid, &fd, &inode);
    if (!error)
        close(fd);
    Py_END_ALLOW_THREADS;
    return error ? raise_errno(error, "pidfd_open") : PyLong_FromUnsignedLongLong(inode);
}

PyDoc_STRVAR(
    owner_doc,
    "pidfd_owner(pid, /)\n--\n\n"
    "(inode, real, effective, saved user, real, effective, saved group) by pidfd, from Linux 6.13 on.");

static PyObject *pidfd_owner(PyObject *module, PyObject *args)
{
    int pid, fd, error;
    unsigned long long inode;
    int64_t owner[OWNER_FIELDS];
    (void)module;
    if (!PyArg_ParseTuple(args, "i", &pid))
        return NULL;
    Py_BEGIN_ALLOW_THREADS;
    error = pidfd_open_inode(pid, &fd, &inode);
    if (!error) {
        error = owner_of_pidfd(fd, owner);
        close(fd);
    }
    Py_END_ALLOW_THREADS;
    if (error)
        return raise_errno(error, "PIDFD_GET_INFO");
    return Py_BuildValue("KLLLLLL", inode, (long long)owner[OWNER_UID], (long long)owner[OWNER_EUID],
                         (long long)owner[OWNER_SUID], (long long)owner[OWNER_GID],
                         (long long)owner[OWNER_EGID], (long long)owner[OWNER_SGID]);
}

PyDoc_STRVAR(signal_doc,
             "pidfd_send_signal(descriptor, signal, /)\n--\n\nSend a signal to the process of a pidfd.");

static PyObject *pidfd_send_signal(PyObject *module, PyObject *args)
{
    int fd, number;
    (void)module;
    if (!PyArg_ParseTuple(args, "ii", &fd, &number))
        return NULL;
    if (syscall(SYS_pidfd_send_signal, fd, number, NULL, 0) < 0)
        return raise_errno(errno, "pidfd_send_signal");
    Py_RETURN_NONE;
}

PyDoc_STRVAR(reap_doc,
             "pidfd_reap(descriptor, /)\n--\n\n"
             "The exit code of an ended child, negative for a signal. ChildProcessError: it is none of ours; "
             "None: it has not ended.");

static PyObject *pidfd_reap(PyObject *module, PyObject *args)
{
    int fd;
    siginfo_t info;
    (void)module;
    if (!PyArg_ParseTuple(args, "i", &fd))
        return NULL;
    memset(&info, 0, sizeof info);
    if (waitid(WAIT_FOR_PIDFD, (id_t)fd, &info, WEXITED | WNOHANG) < 0)
        return raise_errno(errno, "waitid");
    if (info.si_pid == 0)
        Py_RETURN_NONE;
    return PyLong_FromLong(info.si_code == CLD_EXITED ? info.si_status : -info.si_status);
}

PyDoc_STRVAR(ioprio_doc, "ioprio_get(pid, /)\n--\n\n(class, value) of ioprio_get(2).");

static PyObject *get_ioprio(PyObject *module, PyObject *args)
{
    int pid;
    (void)module;
    if (!PyArg_ParseTuple(args, "i", &pid))
        return NULL;
    long found = syscall(SYS_ioprio_get, ONE_PROCESS, pid);
    if (found < 0)
        return raise_errno(errno, "ioprio_get");
    /* Three bits of class, then hints (since 6.5), then three bits of level. */
    return Py_BuildValue("ii", (int)(found >> 13) & 7, (int)found & 7);
}

PyDoc_STRVAR(set_ioprio_doc, "ioprio_set(pid, class, value, /)\n--\n\nioprio_set(2).");

static PyObject *set_ioprio(PyObject *module, PyObject *args)
{
    int pid, class, value;
    (void)module;
    if (!PyArg_ParseTuple(args, "iii", &pid, &class, &value))
        return NULL;
    if (class < 0 || class > 7 || value < 0 || value > 7)
        return raise_errno(EINVAL, "ioprio_set");
    if (syscall(SYS_ioprio_set, ONE_PROCESS, pid, class << 13 | value) < 0)
        return raise_errno(errno, "ioprio_set");
    Py_RETURN_NONE;
}

PyMethodDef process_calls_methods[] = {
    {"pidfd_open", pidfd_open, METH_VARARGS, open_doc},
    {"pidfd_inode", pidfd_inode, METH_VARARGS, inode_doc},
    {"pidfd_owner", pidfd_owner, METH_VARARGS, owner_doc},
    {"pidfd_send_signal", pidfd_send_signal, METH_VARARGS, signal_doc},
    {"pidfd_reap", pidfd_reap, METH_VARARGS, reap_doc},
    {"ioprio_get", get_ioprio, METH_VARARGS, ioprio_doc},
    {"ioprio_set", set_ioprio, METH_VARARGS, set_ioprio_doc},
    {NULL, NULL, 0, NULL},
};
