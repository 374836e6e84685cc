/* CPUs: times, counters, clocks, interrupts, and what cpuinfo says. */
#include "objects.h"

#include <errno.h>
#include <string.h>
#include <sys/sysinfo.h>

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

#include "number.h"
#include "parse_cpuinfo.h"
#include "parse_cpulist.h"
#include "parse_interrupts.h"
#include "parse_loadavg.h"
#include "parse_stat.h"

/* Start and end of a bytes object; false with an exception set if it is none. */
static bool open_bytes(PyObject *data, const char **start, const char **end)
{
    char *buf;
    Py_ssize_t len;
    if (PyBytes_AsStringAndSize(data, &buf, &len) < 0)
        return false;
    *start = buf;
    *end = buf + len;
    return true;
}

/* The seconds of a record CpuTimes, in its order. */
static PyObject *make_times(const struct stat_cpu *cpu, double per_second)
{
    static const enum stat_mode order[] = {STAT_USER, STAT_SYSTEM,  STAT_IDLE,  STAT_NICE,  STAT_IOWAIT,
                                           STAT_IRQ,  STAT_SOFTIRQ, STAT_STEAL, STAT_GUEST, STAT_GUEST_NICE};
    enum { MODES = sizeof order / sizeof *order };
    PyObject *times = PyTuple_New(MODES + 1);
    Py_ssize_t place = 0;
    if (times == NULL)
        return NULL;
    for (int i = 0; i < MODES; i++) {
        double seconds = (double)cpu->ticks[order[i]] / per_second;
        if (put_new(times, &place, double_or_none((int)order[i] < cpu->modes, seconds)) < 0)
            goto fail;
    }
    if (put_new(times, &place, double_or_none(false, 0)) < 0) /* dpc */
        goto fail;
    return times;
fail:
    Py_DECREF(times);
    return NULL;
}

static bool open_times(PyObject *const *args, Py_ssize_t count, const char **at, const char **end,
                       double *per_second)
{
    if (count != 2) {
        PyErr_SetString(PyExc_TypeError, "expected the file's content and the ticks per second");
        return false;
    }
    *per_second = PyFloat_AsDouble(args[1]);
    if (*per_second == -1.0 && PyErr_Occurred())
        return false;
    if (!(*per_second > 0)) {
        PyErr_SetString(PyExc_ValueError, "ticks per second must be positive");
        return false;
    }
    return open_bytes(args[0], at, end);
}

static PyObject *cpu_times(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    const char *at, *end;
    double per_second;
    struct stat_cpu cpu;
    (void)module;
    if (!open_times(args, count, &at, &end, &per_second))
        return NULL;
    while ((at = parse_stat_cpu(at, end, &cpu)) != NULL) {
        if (cpu.number == STAT_ALL_CPUS)
            return make_times(&cpu, per_second);
    }
    Py_RETURN_NONE;
}

static PyObject *cpu_times_percpu(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    const char *at, *end;
    double per_second;
    struct stat_cpu cpu;
    PyObject *cpus;
    (void)module;
    if (!open_times(args, count, &at, &end, &per_second))
        return NULL;
    cpus = PyDict_New();
    if (cpus == NULL)
        return NULL;
    while ((at = parse_stat_cpu(at, end, &cpu)) != NULL) {
        if (cpu.number == STAT_ALL_CPUS)
            continue;
        if (set_new(cpus, PyLong_FromLongLong(cpu.number), make_times(&cpu, per_second)) < 0) {
            Py_DECREF(cpus);
            return NULL;
        }
    }
    return cpus;
}

static PyObject *stat_counters(PyObject *module, PyObject *data)
{
    const char *at, *end;
    struct stat_counters stat;
    PyObject *counters;
    Py_ssize_t place = 0;
    (void)module;
    if (!open_bytes(data, &at, &end))
        return NULL;
    if (parse_stat(at, (size_t)(end - at), &stat) < 0)
        Py_RETURN_NONE;
    counters = PyTuple_New(STAT_COUNTERS);
    if (counters == NULL)
        return NULL;
    for (int i = 0; i < STAT_COUNTERS; i++) {
        if (put_new(counters, &place, i64_or_none(stat.present & (1u << i), stat.counter[i])) < 0) {
            Py_DECREF(counters);
            return NULL;
        }
    }
    return counters;
}

static PyObject *load_averages(PyObject *module, PyObject *data)
{
    const char *at, *end;
    double load[3];
    (void)module;
    if (!open_bytes(data, &at, &end))
        return NULL;
    if (parse_loadavg(at, (size_t)(end - at), load, 3) < 0)
        Py_RETURN_NONE;
    return Py_BuildValue("(ddd)", load[0], load[1], load[2]);
}

static PyObject *load_averages_now(PyObject *module, PyObject *unused)
{
    struct sysinfo info;
    const double one = (double)(1 << SI_LOAD_SHIFT);
    PyObject *averages;
    Py_ssize_t place = 0;
    (void)module;
    (void)unused;
    if (sysinfo(&info) < 0)
        return raise_errno(errno, "sysinfo");
    averages = PyTuple_New(3);
    for (int i = 0; averages != NULL && i < 3; i++) {
        if (put_new(averages, &place, PyFloat_FromDouble((double)info.loads[i] / one)) < 0)
            Py_CLEAR(averages);
    }
    return averages;
}

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

/* The CPUs named in the first line, as a list of ints. */
static PyObject *make_cpus(const char **at, const char *end)
{
    int64_t cpu;
    PyObject *cpus = PyList_New(0);
    if (cpus == NULL)
        return NULL;
    while (parse_interrupts_cpu(at, end, &cpu) == 0) {
        if (append_new(cpus, PyLong_FromLongLong(cpu)) < 0) {
            Py_DECREF(cpus);
            return NULL;
        }
    }
    return cpus;
}

/* {cpu: count}, or None where the row is not counted by CPU; adds up the counts. */
static PyObject *make_counts(const struct interrupts_row *row, const char *end, PyObject *cpus,
                             int64_t *total)
{
    const char *at = row->counts;
    bool by_cpu = row->number == (size_t)PyList_Size(cpus);
    PyObject *counts = by_cpu ? PyDict_New() : Py_NewRef(Py_None);
    if (counts == NULL)
        return NULL;
    *total = 0;
    for (size_t i = 0; i < row->number; i++) {
        int64_t count = 0;
        at = read_number(skip_blanks(at, end), end, &count);
        *total = (int64_t)((uint64_t)*total + (uint64_t)count);
        if (!by_cpu)
            continue;
        PyObject *cpu = PyList_GetItem(cpus, (Py_ssize_t)i);
        if (set_new(counts, Py_XNewRef(cpu), PyLong_FromLongLong(count)) < 0) {
            Py_DECREF(counts);
            return NULL;
        }
    }
    return counts;
}

/* A record Interrupt as a tuple. */
static PyObject *make_interrupt(const struct interrupts_row *row, const char *end, PyObject *cpus)
{
    int64_t total;
    Py_ssize_t place = 0;
    PyObject *counts, *interrupt = PyTuple_New(4);
    const char *description = row->description.size ? row->description.start : NULL;
    if (interrupt == NULL)
        return NULL;
    counts = make_counts(row, end, cpus, &total);
    if (counts == NULL || put_new(interrupt, &place, text_or_none(row->name.start, row->name.size)) < 0 ||
        put_new(interrupt, &place, text_or_none(description, row->description.size)) < 0 ||
        put_new(interrupt, &place, PyLong_FromLongLong(total)) < 0) {
        Py_XDECREF(counts);
        Py_DECREF(interrupt);
        return NULL;
    }
    if (put_new(interrupt, &place, counts) < 0) {
        Py_DECREF(interrupt);
        return NULL;
    }
    return interrupt;
}

static PyObject *interrupt_rows(PyObject *module, PyObject *data)
{
    const char *at, *end;
    struct interrupts_row row;
    PyObject *cpus, *rows;
    (void)module;
    if (!open_bytes(data, &at, &end))
        return NULL;
    cpus = make_cpus(&at, end);
    if (cpus == NULL)
        return NULL;
    rows = PyList_New(0);
    while (rows != NULL && parse_interrupts_row(&at, end, (size_t)PyList_Size(cpus), &row) == 0) {
        if (append_new(rows, make_interrupt(&row, end, cpus)) < 0)
            Py_CLEAR(rows);
    }
    Py_DECREF(cpus);
    return rows;
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

PyMethodDef cpu_methods[] = {
    {"cpu_times", METHOD(cpu_times), METH_FASTCALL,
     PyDoc_STR("cpu_times(stat, ticks_per_second, /)\n--\n\nFields of CpuTimes for all CPUs, or None.")},
    {"cpu_times_percpu", METHOD(cpu_times_percpu), METH_FASTCALL,
     PyDoc_STR("cpu_times_percpu(stat, ticks_per_second, /)\n--\n\nCPU -> fields of CpuTimes.")},
    {"stat_counters", stat_counters, METH_O,
     PyDoc_STR("stat_counters(stat, /)\n--\n\n"
               "(ctxt, intr, softirq, btime, processes, procs_running, procs_blocked), or None.")},
    {"load_averages", load_averages, METH_O,
     PyDoc_STR("load_averages(loadavg, /)\n--\n\nThe three load averages, or None.")},
    {"load_averages_now", load_averages_now, METH_NOARGS,
     PyDoc_STR("load_averages_now()\n--\n\nThe three load averages of this kernel, by sysinfo(2).")},
    {"cpu_list", cpu_list, METH_O, PyDoc_STR("cpu_list(text, /)\n--\n\nNumbers in a list such as 0-3,8.")},
    {"cpuinfo_blocks", cpuinfo_blocks, METH_O,
     PyDoc_STR("cpuinfo_blocks(cpuinfo, /)\n--\n\nThe blocks of cpuinfo as dicts.")},
    {"cpuinfo_clocks", cpuinfo_clocks, METH_O, PyDoc_STR("cpuinfo_clocks(cpuinfo, /)\n--\n\nCPU -> MHz.")},
    {"interrupt_rows", interrupt_rows, METH_O,
     PyDoc_STR("interrupt_rows(interrupts, /)\n--\n\n"
               "Fields of Interrupt for each row of interrupts or softirqs.")},
    {"hypervisor_vendor", hypervisor_vendor, METH_NOARGS,
     PyDoc_STR("hypervisor_vendor()\n--\n\n"
               "The hypervisor's signature as the CPU tells it (x86); None without hypervisor.")},
    {NULL, NULL, 0, NULL},
};
