/* Bindings of the memory domain. */
#include "kernel.h"
#include "objects.h"
#include "parse_vm_statistics.h"

#include <errno.h>
#include <sys/types.h>
#include <sys/sysctl.h>
#include <mach/mach.h>

static PyObject *vm_statistics(PyObject *module, PyObject *none)
{
    (void)module, (void)none;
    vm_statistics64_data_t buffer;
    struct vm_counters statistics;
    size_t filled = 0;
    uint64_t page_size = 0;
    int error;
    Py_BEGIN_ALLOW_THREADS
    error = read_vm_statistics((uint8_t *)&buffer, sizeof buffer, &filled, &page_size);
    Py_END_ALLOW_THREADS
    if (error == 0 && parse_vm_statistics((const uint8_t *)&buffer, filled, &statistics) < 0)
        error = EIO;
    if (error != 0)
        return raise_errno(error, "host_statistics64(HOST_VM_INFO64)");
    PyObject *tuple = PyTuple_New(VM_COUNTERS + 1);
    Py_ssize_t place = 0;
    if (tuple == NULL || put_new(tuple, &place, PyLong_FromUnsignedLongLong(page_size)) < 0)
        goto fail;
    for (unsigned i = 0; i < VM_COUNTERS; i++) {
        bool known = (statistics.known & 1u << i) != 0;
        if (put_new(tuple, &place, u64_or_none(known, statistics.values[i])) < 0)
            goto fail;
    }
    return tuple;
fail:
    Py_XDECREF(tuple);
    return NULL;
}

static PyObject *swap_usage(PyObject *module, PyObject *none)
{
    (void)module, (void)none;
    const int name[2] = {CTL_VM, VM_SWAPUSAGE};
    uint8_t buffer[SWAP_USAGE_SIZE];
    struct swap_usage usage;
    int error;
    Py_BEGIN_ALLOW_THREADS
    error = read_sysctl(name, 2, buffer, sizeof buffer);
    Py_END_ALLOW_THREADS
    if (error != 0)
        return raise_errno(error, "sysctl(VM_SWAPUSAGE)");
    parse_swap_usage(buffer, sizeof buffer, &usage);
    return Py_BuildValue("(KKK)", (unsigned long long)usage.total, (unsigned long long)usage.available,
                         (unsigned long long)usage.used);
}

PyMethodDef memory_methods[] = {
    {"vm_statistics", vm_statistics, METH_NOARGS,
     "vm_statistics()\n--\n\nPage size in bytes, then the host's counters in pages; None: this system has no "
     "such."},
    {"swap_usage", swap_usage, METH_NOARGS, "swap_usage()\n--\n\nBytes of swap: total, available, used."},
    {NULL, NULL, 0, NULL},
};
