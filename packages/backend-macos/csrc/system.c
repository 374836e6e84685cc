/* Bindings of the system domain. */
#include "kernel.h"
#include "objects.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <sys/types.h>
#include <sys/sysctl.h>
#include <sys/time.h>

static PyObject *boot_time(PyObject *module, PyObject *none)
{
    (void)module, (void)none;
    const int name[2] = {CTL_KERN, KERN_BOOTTIME};
    struct timeval time;
    int error;
    Py_BEGIN_ALLOW_THREADS
    error = read_sysctl(name, 2, &time, sizeof time);
    Py_END_ALLOW_THREADS
    if (error != 0)
        return raise_errno(error, "sysctl(KERN_BOOTTIME)");
    return PyFloat_FromDouble((double)time.tv_sec + (double)time.tv_usec / 1e6);
}

static PyObject *uptime(PyObject *module, PyObject *none)
{
    (void)module, (void)none;
    struct timespec time;
    int status;
    errno = 0;
    Py_BEGIN_ALLOW_THREADS
    status = clock_gettime(CLOCK_MONOTONIC_RAW, &time);
    Py_END_ALLOW_THREADS
    if (status != 0)
        return raise_errno(errno, "clock_gettime(CLOCK_MONOTONIC_RAW)");
    return PyFloat_FromDouble((double)time.tv_sec + (double)time.tv_nsec / 1e9);
}

static PyObject *system_number(PyObject *module, PyObject *argument)
{
    (void)module;
    const char *name;
    union {
        int32_t narrow;
        int64_t wide;
    } value;
    size_t size = sizeof value;
    int error;
    if (!PyArg_Parse(argument, "s", &name))
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    error = read_named_sysctl(name, &value, &size);
    Py_END_ALLOW_THREADS
    if (error == ENOENT)
        Py_RETURN_NONE;
    if (error == 0 && size != sizeof value.narrow && size != sizeof value.wide)
        error = EIO;
    if (error != 0)
        return raise_errno(error, name);
    return PyLong_FromLongLong(size == sizeof value.narrow ? value.narrow : value.wide);
}

static PyObject *system_text(PyObject *module, PyObject *argument)
{
    (void)module;
    const char *name;
    char text[4096];
    size_t size = sizeof text;
    int error;
    if (!PyArg_Parse(argument, "s", &name))
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    error = read_named_sysctl(name, text, &size);
    Py_END_ALLOW_THREADS
    if (error == ENOENT)
        Py_RETURN_NONE;
    if (error != 0)
        return raise_errno(error, name);
    return text_or_none(text, strnlen(text, size));
}

PyMethodDef system_methods[] = {
    {"boot_time", boot_time, METH_NOARGS,
     "boot_time()\n--\n\nSeconds since the epoch at which the system booted."},
    {"uptime", uptime, METH_NOARGS, "uptime()\n--\n\nSeconds since boot, those asleep included."},
    {"system_number", system_number, METH_O,
     "system_number(name)\n--\n\nA sysctl of 4 or 8 bytes by its name; None if this system has no such."},
    {"system_text", system_text, METH_O,
     "system_text(name)\n--\n\nA sysctl that is a text by its name; None if this system has no such."},
    {NULL, NULL, 0, NULL},
};
