/* Bindings of the process domain: lists, and what one process is. */
#include "kernel.h"
#include "objects.h"
#include "parse_procargs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/sysctl.h>
#include <libproc.h>
#include <sys/proc_info.h>

static PyObject *pids(PyObject *module, PyObject *none)
{
    (void)module, (void)none;
    int32_t *found = NULL;
    size_t count = 0;
    int error;
    Py_BEGIN_ALLOW_THREADS
    error = read_pids(&found, &count);
    Py_END_ALLOW_THREADS
    if (error != 0)
        return raise_errno(error, "proc_listpids(PROC_ALL_PIDS)");
    PyObject *list = PyList_New(0);
    for (size_t i = 0; list != NULL && i < count; i++) {
        if (append_new(list, PyLong_FromLong(found[i])) < 0)
            Py_CLEAR(list);
    }
    free(found);
    return list;
}

static PyObject *entry_tuple(const struct process_entry *entry)
{
    PyObject *tuple = PyTuple_New(16);
    Py_ssize_t place = 0;
    if (tuple == NULL || put_new(tuple, &place, PyLong_FromLong(entry->pid)) < 0 ||
        put_new(tuple, &place, PyLong_FromLong(entry->ppid)) < 0 ||
        put_new(tuple, &place, PyLong_FromLong(entry->pgid)) < 0 ||
        put_new(tuple, &place, PyLong_FromLong(entry->tty)) < 0 ||
        put_new(tuple, &place, PyLong_FromUnsignedLong(entry->flags)) < 0 ||
        put_new(tuple, &place, PyLong_FromUnsignedLong(entry->session_flags)) < 0 ||
        put_new(tuple, &place, PyLong_FromLong(entry->status)) < 0 ||
        put_new(tuple, &place, PyLong_FromLong(entry->nice)) < 0 ||
        put_new(tuple, &place, PyLong_FromLongLong(entry->started)) < 0 ||
        put_new(tuple, &place, text_or_none(entry->name, entry->name_size)) < 0)
        goto fail;
    for (int i = 0; i < 3; i++) {
        if (put_new(tuple, &place, PyLong_FromUnsignedLong(entry->uids[i])) < 0)
            goto fail;
    }
    for (int i = 0; i < 3; i++) {
        if (put_new(tuple, &place, PyLong_FromUnsignedLong(entry->gids[i])) < 0)
            goto fail;
    }
    return tuple;
fail:
    Py_XDECREF(tuple);
    return NULL;
}

static PyObject *processes(PyObject *module, PyObject *none)
{
    (void)module, (void)none;
    const int name[3] = {CTL_KERN, KERN_PROC, KERN_PROC_ALL};
    uint8_t *buffer = NULL;
    size_t size = 0, count = 0;
    int error;
    Py_BEGIN_ALLOW_THREADS
    error = read_growing_sysctl(name, 3, &buffer, &size);
    Py_END_ALLOW_THREADS
    if (error == 0 && count_kinfo(size, &count) < 0)
        error = EIO;
    if (error != 0) {
        free(buffer);
        return raise_errno(error, "sysctl(KERN_PROC_ALL)");
    }
    PyObject *list = PyList_New(0);
    for (size_t i = 0; list != NULL && i < count; i++) {
        struct process_entry entry;
        parse_kinfo(buffer + i * PROCESS_ENTRY_SIZE, PROCESS_ENTRY_SIZE, &entry);
        if (append_new(list, entry_tuple(&entry)) < 0)
            Py_CLEAR(list);
    }
    free(buffer);
    return list;
}

static PyObject *process(PyObject *module, PyObject *argument)
{
    (void)module;
    int pid, error;
    struct process_entry entry;
    if (!PyArg_Parse(argument, "i", &pid))
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    error = read_process(pid, &entry);
    Py_END_ALLOW_THREADS
    if (error != 0)
        return raise_errno(error, "sysctl(KERN_PROC_PID)");
    return entry_tuple(&entry);
}

static PyObject *identity(PyObject *module, PyObject *argument)
{
    (void)module;
    int pid, error;
    struct identity found;
    if (!PyArg_Parse(argument, "i", &pid))
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    error = read_identity(pid, &found);
    Py_END_ALLOW_THREADS
    if (error != 0)
        return raise_errno(error, "sysctl(KERN_PROC_PID)");
    PyObject *tuple = PyTuple_New(4);
    Py_ssize_t place = 0;
    if (tuple == NULL || put_new(tuple, &place, PyLong_FromLongLong(found.started)) < 0 ||
        put_new(tuple, &place, u64_or_none(found.unique != 0, found.unique)) < 0 ||
        put_new(tuple, &place, PyLong_FromLong(found.status)) < 0 ||
        put_new(tuple, &place, PyBool_FromLong(is_leaving(&found))) < 0)
        Py_CLEAR(tuple);
    return tuple;
}

static PyObject *task_info_of(PyObject *module, PyObject *argument)
{
    (void)module;
    int pid, error;
    struct proc_taskinfo info;
    if (!PyArg_Parse(argument, "i", &pid))
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    error = read_pid_info(pid, PROC_PIDTASKINFO, 0, &info, sizeof info);
    Py_END_ALLOW_THREADS
    if (error != 0)
        return raise_errno(error, "proc_pidinfo(PROC_PIDTASKINFO)");
    /* The counters are 32 bits wide and run over; as unsigned numbers they last twice as long. */
    return Py_BuildValue("(KKKKIIIII)", (unsigned long long)info.pti_virtual_size,
                         (unsigned long long)info.pti_resident_size, (unsigned long long)info.pti_total_user,
                         (unsigned long long)info.pti_total_system, (unsigned int)info.pti_faults,
                         (unsigned int)info.pti_pageins, (unsigned int)info.pti_csw,
                         (unsigned int)info.pti_threadnum, (unsigned int)info.pti_numrunning);
}

static PyObject *arguments(PyObject *module, PyObject *argument)
{
    (void)module;
    int pid, error;
    uint8_t *block = NULL;
    size_t size = 0;
    struct arguments found;
    if (!PyArg_Parse(argument, "i", &pid))
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    error = read_argument_block(pid, &block, &size);
    Py_END_ALLOW_THREADS
    if (error == 0 && parse_procargs(block, size, &found) < 0)
        error = EIO;
    PyObject *tuple = error == 0 ? PyTuple_New(3) : raise_errno(error, "sysctl(KERN_PROCARGS2)");
    Py_ssize_t place = 0;
    if (tuple != NULL &&
        (put_new(tuple, &place, PyLong_FromUnsignedLong(found.count)) < 0 ||
         put_new(tuple, &place, bytes_or_none(block + found.arguments_at, found.arguments_size)) < 0 ||
         put_new(tuple, &place,
                 bytes_or_none(found.withheld ? NULL : block + found.environment_at,
                               found.environment_size)) < 0))
        Py_CLEAR(tuple);
    free(block);
    return tuple;
}

static PyObject *executable(PyObject *module, PyObject *argument)
{
    (void)module;
    int pid, length;
    char path[PROC_PIDPATHINFO_MAXSIZE];
    if (!PyArg_Parse(argument, "i", &pid))
        return NULL;
    errno = 0;
    Py_BEGIN_ALLOW_THREADS
    length = proc_pidpath(pid, path, sizeof path);
    Py_END_ALLOW_THREADS
    if (length <= 0 || (size_t)length > sizeof path)
        return raise_errno(errno != 0 ? errno : EIO, "proc_pidpath()");
    return text_or_none(path, (size_t)length);
}

static PyObject *directory(PyObject *module, PyObject *argument)
{
    (void)module;
    int pid, error;
    struct proc_vnodepathinfo info;
    if (!PyArg_Parse(argument, "i", &pid))
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    error = read_pid_info(pid, PROC_PIDVNODEPATHINFO, 0, &info, sizeof info);
    Py_END_ALLOW_THREADS
    if (error != 0)
        return raise_errno(error, "proc_pidinfo(PROC_PIDVNODEPATHINFO)");
    const char *path = info.pvi_cdir.vip_path;
    return text_or_none(path, strnlen(path, sizeof info.pvi_cdir.vip_path));
}

PyMethodDef process_methods[] = {
    {"pids", pids, METH_NOARGS, "pids()\n--\n\nProcess ids in the kernel's order."},
    {"processes", processes, METH_NOARGS, "processes()\n--\n\nWhat `process` tells, of all processes."},
    {"process", process, METH_O,
     "process(pid)\n--\n\nPid, parent, group, terminal's device (-1: none), flags, session's flags, status, "
     "nice, start "
     "in microseconds since the epoch, name (16 bytes at most), real, effective and saved uid, then gid."},
    {"identity", identity, METH_O,
     "identity(pid)\n--\n\nStart in microseconds since the epoch, unique id (None: not told), status, "
     "whether it is "
     "leaving."},
    {"task_info", task_info_of, METH_O,
     "task_info(pid)\n--\n\nVirtual and resident bytes, user and system ticks, faults, pageins, context "
     "switches, "
     "threads, running threads."},
    {"arguments", arguments, METH_O,
     "arguments(pid)\n--\n\nNumber of arguments, the arguments and the environment (None: withheld), each "
     "text ended "
     "by a zero byte."},
    {"executable", executable, METH_O, "executable(pid)\n--\n\nPath of the program."},
    {"directory", directory, METH_O, "directory(pid)\n--\n\nCurrent directory."},
    {NULL, NULL, 0, NULL},
};
