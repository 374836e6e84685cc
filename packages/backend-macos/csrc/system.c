/* Bindings of the system domain. */
#include "kernel.h"
#include "objects.h"

#include <errno.h>
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
    Py_BEGIN_ALLOW_THREADS error = read_sysctl(name, 2, &time, sizeof time);
    Py_END_ALLOW_THREADS if (error != 0) return raise_errno(error, "sysctl(KERN_BOOTTIME)");
    return PyFloat_FromDouble((double)time.tv_sec + (double)time.tv_usec / 1e6);
}

static PyObject *uptime(PyObject *module, PyObject *none)
{
    (void)module, (void)none;
    struct timespec time;
    int status;
    errno = 0;
    Py_BEGIN_ALLOW_THREADS status = clock_gettime(CLOCK_MONOTONIC_RAW, &time);
    Py_END_ALLOW_THREADS if (status != 0) return raise_errno(errno, "clock_gettime(CLOCK_MONOTONIC_RAW)");
    return PyFloat_FromDouble((double)time.tv_sec + (double)time.tv_nsec / 1e9);
}

PyMethodDef system_methods[] = {
    {"boot_time", boot_time, METH_NOARGS,
     "boot_time()\n--\n\nSeconds since the epoch at which the system booted."},
    {"uptime", uptime, METH_NOARGS, "uptime()\n--\n\nSeconds since boot, those asleep included."},
    {NULL, NULL, 0, NULL},
};
