/* CPUs: times, counters, load and interrupts. */
#include "objects.h"

#include <errno.h>
#include <sys/sysinfo.h>

#include "number.h"
#include "parse_interrupts.h"
#include "parse_loadavg.h"
#include "parse_stat.h"
#include "records.h"

/* Fields of a record CpuTimes, and where their ticks stand. */
enum { TIMES = STAT_MODES + 1 };
static const char *const times_names[TIMES] = {
    "user", "system", "idle", "nice", "iowait", "irq", "softirq", "steal", "guest", "guest_nice", "dpc",
};
static const enum stat_mode times_modes[STAT_MODES] = {
    STAT_USER, STAT_SYSTEM,  STAT_IDLE,  STAT_NICE,  STAT_IOWAIT,
    STAT_IRQ,  STAT_SOFTIRQ, STAT_STEAL, STAT_GUEST, STAT_GUEST_NICE,
};

/* New references, in the order of the names; NULL where making one failed. */
static void make_times(const struct stat_cpu *cpu, double per_second, PyObject **values)
{
    for (int i = 0; i < STAT_MODES; i++) {
        int mode = (int)times_modes[i];
        bool known = mode < cpu->modes;
        values[i] = double_or_none(known, known ? (double)cpu->ticks[mode] / per_second : 0);
    }
    values[STAT_MODES] = double_or_none(false, 0); /* dpc is a matter of Windows */
}

static bool open_times(PyObject *data, PyObject *ticks, const char **at, const char **end, double *per_second)
{
    *per_second = PyFloat_AsDouble(ticks);
    if (*per_second == -1.0 && PyErr_Occurred())
        return false;
    if (!(*per_second > 0)) {
        PyErr_SetString(PyExc_ValueError, "ticks per second must be positive");
        return false;
    }
    return open_bytes(data, at, end);
}

/* self: the class CpuTimes. The text of stat, ticks per second → a record, or None without a line of all
 * CPUs. */
static PyObject *read_times(PyObject *self, PyObject *const *args, Py_ssize_t count)
{
    const struct record_class *class = record_class_of(self);
    const char *at, *end;
    double per_second;
    struct stat_cpu cpu;
    PyObject *values[TIMES];
    if (class == NULL)
        return NULL;
    if (count != 2)
        return PyErr_Format(PyExc_TypeError, "cpu_times() takes 2 arguments (%zd given)", count);
    if (!open_times(args[0], args[1], &at, &end, &per_second))
        return NULL;
    do {
        at = parse_stat_cpu(at, end, &cpu);
        if (at == NULL)
            Py_RETURN_NONE;
    } while (cpu.number != STAT_ALL_CPUS);
    make_times(&cpu, per_second, values);
    return record_new(class, values, TIMES);
}

/* The same, CPU -> record, of the lines of single CPUs. */
static PyObject *read_times_percpu(PyObject *self, PyObject *const *args, Py_ssize_t count)
{
    const struct record_class *class = record_class_of(self);
    const char *at, *end;
    double per_second;
    struct stat_cpu cpu;
    if (class == NULL)
        return NULL;
    if (count != 2)
        return PyErr_Format(PyExc_TypeError, "cpu_times_percpu() takes 2 arguments (%zd given)", count);
    if (!open_times(args[0], args[1], &at, &end, &per_second))
        return NULL;
    PyObject *cpus = PyDict_New();
    while (cpus != NULL && (at = parse_stat_cpu(at, end, &cpu)) != NULL) {
        PyObject *values[TIMES];
        if (cpu.number == STAT_ALL_CPUS)
            continue;
        make_times(&cpu, per_second, values);
        if (set_new(cpus, PyLong_FromLongLong(cpu.number), record_new(class, values, TIMES)) < 0)
            Py_CLEAR(cpus);
    }
    return cpus;
}

static PyMethodDef times_reader = {"cpu_times", METHOD(read_times), METH_FASTCALL, NULL};
static PyMethodDef times_reader_percpu = {"cpu_times_percpu", METHOD(read_times_percpu), METH_FASTCALL, NULL};

static PyObject *cpu_times(PyObject *module, PyObject *type)
{
    (void)module;
    return record_function(&times_reader, type, times_names, TIMES);
}

static PyObject *cpu_times_percpu(PyObject *module, PyObject *type)
{
    (void)module;
    return record_function(&times_reader_percpu, type, times_names, TIMES);
}

static PyObject *stat_counters(PyObject *module, PyObject *data)
{
    const char *at, *end;
    struct stat_counters stat;
    (void)module;
    if (!open_bytes(data, &at, &end))
        return NULL;
    if (parse_stat(at, (size_t)(end - at), &stat) < 0)
        Py_RETURN_NONE;
    return i64_tuple(stat.counter, STAT_COUNTERS, stat.present);
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
    (void)module;
    (void)unused;
    if (sysinfo(&info) < 0)
        return raise_errno(errno, "sysinfo");
    PyObject *load = PyTuple_New(3);
    for (Py_ssize_t i = 0; load != NULL && i < 3;) {
        if (put_new(load, &i, PyFloat_FromDouble((double)info.loads[i] / one)) < 0)
            Py_CLEAR(load);
    }
    return load;
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

/* Fields of a record Interrupt. */
static const char *const interrupt_names[] = {"name", "description", "total", "percpu"};
enum { INTERRUPT_VALUES = sizeof interrupt_names / sizeof *interrupt_names };

static PyObject *make_interrupt(const struct record_class *class, const struct interrupts_row *row,
                                const char *end, PyObject *cpus)
{
    int64_t total = 0;
    PyObject *counts = make_counts(row, end, cpus, &total);
    const char *description = row->description.size ? row->description.start : NULL;
    PyObject *values[INTERRUPT_VALUES] = {
        text_or_none(row->name.start, row->name.size),
        text_or_none(description, row->description.size),
        PyLong_FromLongLong(total),
        counts,
    };
    return record_new(class, values, INTERRUPT_VALUES);
}

static PyObject *read_interrupts(PyObject *self, PyObject *data)
{
    const struct record_class *class = record_class_of(self);
    const char *at, *end;
    struct interrupts_row row;
    PyObject *cpus, *rows;
    if (class == NULL || !open_bytes(data, &at, &end))
        return NULL;
    cpus = make_cpus(&at, end);
    if (cpus == NULL)
        return NULL;
    rows = PyList_New(0);
    while (rows != NULL && parse_interrupts_row(&at, end, (size_t)PyList_Size(cpus), &row) == 0) {
        if (append_new(rows, make_interrupt(class, &row, end, cpus)) < 0)
            Py_CLEAR(rows);
    }
    Py_DECREF(cpus);
    return rows;
}

static PyMethodDef interrupts_reader = {"interrupts", read_interrupts, METH_O, NULL};

static PyObject *interrupts(PyObject *module, PyObject *type)
{
    (void)module;
    return record_function(&interrupts_reader, type, interrupt_names, INTERRUPT_VALUES);
}

PyMethodDef cpu_methods[] = {
    {"cpu_times", cpu_times, METH_O,
     PyDoc_STR("cpu_times(CpuTimes, /)\n--\n\n"
               "A function (stat, ticks_per_second) -> CpuTimes of all CPUs, or None.")},
    {"cpu_times_percpu", cpu_times_percpu, METH_O,
     PyDoc_STR("cpu_times_percpu(CpuTimes, /)\n--\n\n"
               "A function (stat, ticks_per_second) -> {CPU: CpuTimes}.")},
    {"stat_counters", stat_counters, METH_O,
     PyDoc_STR("stat_counters(stat, /)\n--\n\n"
               "(ctxt, intr, softirq, btime, processes, procs_running, procs_blocked), or None.")},
    {"load_averages", load_averages, METH_O,
     PyDoc_STR("load_averages(loadavg, /)\n--\n\nThe three load averages, or None.")},
    {"load_averages_now", load_averages_now, METH_NOARGS,
     PyDoc_STR("load_averages_now()\n--\n\nThe three load averages of this kernel, by sysinfo(2).")},
    {"interrupts", interrupts, METH_O,
     PyDoc_STR("interrupts(Interrupt, /)\n--\n\n"
               "A function (text of interrupts or softirqs) -> [Interrupt].")},
    {NULL, NULL, 0, NULL},
};
