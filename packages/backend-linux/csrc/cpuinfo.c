/* CPUs: lists of them, what cpuinfo says about them, and what they say about themselves. */
#include "objects.h"

#include <string.h>

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

#include "parse_cpuinfo.h"
#include "parse_cpulist.h"

static PyObject *cpu_list(PyObject *module, PyObject *data)
{
    const char *at, *end;
    struct cpulist_range range;
    int status;
    PyObject *list, *result;
    (void)module;
    if (!open_bytes(data, &at, &end))
        return NULL;
    list = PyList_New(0);
    if (list == NULL)
        return NULL;
    while ((status = parse_cpulist_range(&at, end, &range)) > 0) {
        for (int64_t cpu = range.first; cpu <= range.last; cpu++) {
            if ((cpu - range.first) % range.group >= range.used)
                continue;
            if (append_new(list, PyLong_FromLongLong(cpu)) < 0)
                goto fail;
        }
        /* A hostile file could name the same range over and over. */
        if (PyList_Size(list) > CPULIST_MAX + 1)
            status = -1;
        if (status < 0)
            break;
    }
    if (status < 0) {
        PyErr_SetString(PyExc_ValueError, "not a list of CPUs");
        goto fail;
    }
    result = PyList_AsTuple(list);
    Py_DECREF(list);
    return result;
fail:
    Py_DECREF(list);
    return NULL;
}

/* {key: value} of the block at `*at`; an empty dict at the end. */
static PyObject *make_block(const char **at, const char *end)
{
    struct span key, value;
    enum cpuinfo_line line;
    PyObject *block = PyDict_New();
    if (block == NULL)
        return NULL;
    while ((line = parse_cpuinfo_line(at, end, &key, &value)) != CPUINFO_END) {
        if (line == CPUINFO_BREAK) {
            if (PyDict_Size(block) > 0)
                return block;
        } else if (set_new(block, text_or_none(key.start, key.size), text_or_none(value.start, value.size)) <
                   0) {
            Py_DECREF(block);
            return NULL;
        }
    }
    return block;
}

static PyObject *cpuinfo_blocks(PyObject *module, PyObject *data)
{
    const char *at, *end;
    PyObject *blocks;
    (void)module;
    if (!open_bytes(data, &at, &end))
        return NULL;
    blocks = PyList_New(0);
    if (blocks == NULL)
        return NULL;
    while (at < end) {
        if (append_new(blocks, make_block(&at, end)) < 0) {
            Py_DECREF(blocks);
            return NULL;
        }
    }
    return blocks;
}

static PyObject *cpuinfo_clocks(PyObject *module, PyObject *data)
{
    const char *at, *end;
    struct cpuinfo_clock clock;
    PyObject *clocks;
    (void)module;
    if (!open_bytes(data, &at, &end))
        return NULL;
    clocks = PyDict_New();
    if (clocks == NULL)
        return NULL;
    while (parse_cpuinfo_clock(&at, end, &clock) == 0) {
        if (set_new(clocks, PyLong_FromLongLong(clock.cpu), PyFloat_FromDouble(clock.mhz)) < 0) {
            Py_DECREF(clocks);
            return NULL;
        }
    }
    return clocks;
}

static PyObject *hypervisor_vendor(PyObject *module, PyObject *unused)
{
    (void)module;
    (void)unused;
#if defined(__x86_64__) || defined(__i386__)
    unsigned eax, ebx, ecx, edx;
    char vendor[12];
    size_t size;
    if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx) || !(ecx & (1u << 31)))
        Py_RETURN_NONE;
    __cpuid(0x40000000, eax, ebx, ecx, edx);
    memcpy(vendor, &ebx, 4);
    memcpy(vendor + 4, &ecx, 4);
    memcpy(vendor + 8, &edx, 4);
    size = sizeof vendor;
    while (size > 0 && (vendor[size - 1] == '\0' || vendor[size - 1] == ' '))
        size--;
    return text_or_none(vendor, size);
#else
    Py_RETURN_NONE;
#endif
}

PyMethodDef cpuinfo_methods[] = {
    {"cpu_list", cpu_list, METH_O, PyDoc_STR("cpu_list(text, /)\n--\n\nNumbers in a list such as 0-3,8.")},
    {"cpuinfo_blocks", cpuinfo_blocks, METH_O,
     PyDoc_STR("cpuinfo_blocks(cpuinfo, /)\n--\n\nThe blocks of cpuinfo as dicts.")},
    {"cpuinfo_clocks", cpuinfo_clocks, METH_O, PyDoc_STR("cpuinfo_clocks(cpuinfo, /)\n--\n\nCPU -> MHz.")},
    {"hypervisor_vendor", hypervisor_vendor, METH_NOARGS,
     PyDoc_STR("hypervisor_vendor()\n--\n\n"
               "The hypervisor's signature as the CPU tells it (x86); None without hypervisor.")},
    {NULL, NULL, 0, NULL},
};
