/* Bindings of the process domain: what one process uses, and the files that it has open. */
#include "descriptors.h"
#include "kernel.h"
#include "objects.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/resource.h>
#include <libproc.h>
#include <sys/proc_info.h>

enum { REGULAR_FILE = 1 }; /* VREG, which is in no header of the SDK's public part */

static PyObject *resource_usage(PyObject *module, PyObject *argument)
{
    (void)module;
    int pid, status;
    struct rusage_info_v4 usage;
    if (!PyArg_Parse(argument, "i", &pid))
        return NULL;
    errno = 0;
    Py_BEGIN_ALLOW_THREADS
    status = proc_pid_rusage(pid, RUSAGE_INFO_V4, (rusage_info_t *)(void *)&usage);
    Py_END_ALLOW_THREADS
    if (status != 0)
        return raise_errno(errno != 0 ? errno : EIO, "proc_pid_rusage()");
    const uint64_t numbers[] = {usage.ri_phys_footprint,      usage.ri_lifetime_max_phys_footprint,
                                usage.ri_wired_size,          usage.ri_diskio_bytesread,
                                usage.ri_diskio_byteswritten, usage.ri_child_user_time,
                                usage.ri_child_system_time};
    enum { COUNT = sizeof numbers / sizeof *numbers };
    PyObject *tuple = PyTuple_New(COUNT);
    Py_ssize_t place = 0;
    for (unsigned i = 0; tuple != NULL && i < COUNT; i++) {
        if (put_new(tuple, &place, PyLong_FromUnsignedLongLong(numbers[i])) < 0)
            Py_CLEAR(tuple);
    }
    return tuple;
}

static PyObject *descriptor_count(PyObject *module, PyObject *argument)
{
    (void)module;
    int pid, error;
    struct proc_fdinfo *descriptors = NULL;
    size_t count = 0;
    if (!PyArg_Parse(argument, "i", &pid))
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    error = read_descriptors(pid, &descriptors, &count);
    Py_END_ALLOW_THREADS
    free(descriptors);
    return error != 0 ? raise_errno(error, "proc_pidinfo(PROC_PIDLISTFDS)") : PyLong_FromSize_t(count);
}

/* Append (descriptor, path) if it is a regular file. 0; -1 with an exception set. */
static int append_file(PyObject *list, int32_t pid, int32_t descriptor)
{
    struct vnode_fdinfowithpath info;
    int error;
    Py_BEGIN_ALLOW_THREADS
    error = read_descriptor(pid, descriptor, PROC_PIDFDVNODEPATHINFO, &info, sizeof info);
    Py_END_ALLOW_THREADS
    if (error < 0)
        return 0;
    if (error > 0) {
        raise_errno(error, "proc_pidfdinfo(PROC_PIDFDVNODEPATHINFO)");
        return -1;
    }
    const char *path = info.pvip.vip_path;
    size_t size = strnlen(path, sizeof info.pvip.vip_path);
    if (info.pvip.vip_vi.vi_type != REGULAR_FILE || size == 0)
        return 0;
    PyObject *tuple = PyTuple_New(2);
    Py_ssize_t place = 0;
    if (tuple == NULL || put_new(tuple, &place, PyLong_FromLong(descriptor)) < 0 ||
        put_new(tuple, &place, text_or_none(path, size)) < 0)
        Py_CLEAR(tuple);
    return append_new(list, tuple);
}

static PyObject *open_files(PyObject *module, PyObject *argument)
{
    (void)module;
    int pid, error;
    struct proc_fdinfo *descriptors = NULL;
    size_t count = 0;
    if (!PyArg_Parse(argument, "i", &pid))
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    error = read_descriptors(pid, &descriptors, &count);
    Py_END_ALLOW_THREADS
    if (error != 0)
        return raise_errno(error, "proc_pidinfo(PROC_PIDLISTFDS)");
    PyObject *list = PyList_New(0);
    for (size_t i = 0; list != NULL && i < count; i++) {
        if (descriptors[i].proc_fdtype == PROX_FDTYPE_VNODE &&
            append_file(list, pid, descriptors[i].proc_fd) < 0)
            Py_CLEAR(list);
    }
    free(descriptors);
    return list;
}

PyMethodDef usage_methods[] = {
    {"resource_usage", resource_usage, METH_O,
     "resource_usage(pid)\n--\n\nBytes: footprint, largest footprint, wired, read from disk, written to "
     "disk; ticks "
     "that ended children used: user, system."},
    {"descriptor_count", descriptor_count, METH_O,
     "descriptor_count(pid)\n--\n\nNumber of open descriptors."},
    {"open_files", open_files, METH_O,
     "open_files(pid)\n--\n\nDescriptor and path of every open regular file."},
    {NULL, NULL, 0, NULL},
};
