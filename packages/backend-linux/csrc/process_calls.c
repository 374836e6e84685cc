/* System calls on one process that Python's library lacks, or has only where it was built with new headers.
 */
#include "objects.h"
#include "pidfd.h"
#include "pinned.h"
#include "process_files.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
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

/* The arguments (folder or None, pid). 0, or -1 with an exception set; *folder is NULL for None. */
static int question(PyObject *const *args, Py_ssize_t count, const struct pinned **folder, int *pid)
{
    long number;
    if (count != 2) {
        PyErr_Format(PyExc_TypeError, "2 arguments are wanted: folder or None, pid (%zd given)", count);
        return -1;
    }
    *folder = NULL;
    if (args[0] != Py_None && (*folder = pinned_folder(args[0])) == NULL)
        return -1;
    number = PyLong_AsLong(args[1]);
    if (number == -1 && PyErr_Occurred())
        return -1;
    if (number < 0 || number > INT_MAX) {
        PyErr_SetString(PyExc_OverflowError, "this is no pid");
        return -1;
    }
    *pid = (int)number;
    return 0;
}

/* After a system call with a pid: whether the pid was that of the folder's process. The GIL is kept: what is
   asked here never waits, and letting go of it costs as much as the call. */
static int confirmed(const struct pinned *folder, const char *call, int error)
{
    if (error)
        raise_errno(error, call);
    else if (folder && (error = pinned_alive(folder)) != 0)
        raise_errno(error, "stat");
    return !error;
}

PyDoc_STRVAR(nice_doc,
             "process_nice(folder, pid, /)\n--\n\n"
             "getpriority(2). OSError(ENOENT): the folder's process is gone; folder None: whoever it is.");

static PyObject *process_nice(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    const struct pinned *folder;
    int pid, found;
    (void)module;
    if (question(args, count, &folder, &pid) < 0)
        return NULL;
    errno = 0;
    found = getpriority(PRIO_PROCESS, (id_t)pid);
    return confirmed(folder, "getpriority", found == -1 ? errno : 0) ? PyLong_FromLong(found) : NULL;
}

PyDoc_STRVAR(ioprio_doc, "process_ioprio(folder, pid, /)\n--\n\n"
                         "ioprio_get(2): three bits of class above thirteen of the rest; as process_nice.");

static PyObject *process_ioprio(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    const struct pinned *folder;
    int pid;
    long found;
    (void)module;
    if (question(args, count, &folder, &pid) < 0)
        return NULL;
    found = syscall(SYS_ioprio_get, ONE_PROCESS, pid);
    return confirmed(folder, "ioprio_get", found < 0 ? errno : 0) ? PyLong_FromLong(found) : NULL;
}

static PyObject *cpus_of(const unsigned long *mask, size_t words)
{
    enum { BITS = CHAR_BIT * sizeof *mask };
    PyObject *list = PyList_New(0);
    for (size_t cpu = 0; list && cpu < words * BITS; cpu++) {
        if (mask[cpu / BITS] >> cpu % BITS & 1 && append_new(list, PyLong_FromSize_t(cpu)) < 0)
            Py_CLEAR(list);
    }
    return list;
}

PyDoc_STRVAR(affinity_doc, "process_affinity(folder, pid, /)\n--\n\n"
                           "The processors of sched_getaffinity(2), ascending; as process_nice.");

static PyObject *process_affinity(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    const struct pinned *folder;
    unsigned long usual[16] = {0}, *mask = usual; /* 1,024 processors */
    size_t size = sizeof usual;
    PyObject *answer = NULL;
    int pid;
    long got;
    (void)module;
    if (question(args, count, &folder, &pid) < 0)
        return NULL;
    while ((got = syscall(SYS_sched_getaffinity, pid, size, mask)) < 0 && errno == EINVAL && size < 1 << 20) {
        size *= 2; /* a kernel made for more */
        if (mask != usual)
            PyMem_Free(mask);
        mask = PyMem_Calloc(1, size);
        if (!mask)
            return PyErr_NoMemory();
    }
    if (confirmed(folder, "sched_getaffinity", got < 0 ? errno : 0))
        answer = cpus_of(mask, (size_t)got / sizeof *mask);
    if (mask != usual)
        PyMem_Free(mask);
    return answer;
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
    {"process_nice", METHOD(process_nice), METH_FASTCALL, nice_doc},
    {"process_ioprio", METHOD(process_ioprio), METH_FASTCALL, ioprio_doc},
    {"process_affinity", METHOD(process_affinity), METH_FASTCALL, affinity_doc},
    {"ioprio_set", set_ioprio, METH_VARARGS, set_ioprio_doc},
    {NULL, NULL, 0, NULL},
};
