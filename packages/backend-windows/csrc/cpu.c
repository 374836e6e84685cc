/* CPUs. */
#include "calls.h"
#include "objects.h"
#include "parse_cpu.h"
#include "query.h"

#include <stdlib.h>

#define TIMES "NtQuerySystemInformation(SystemProcessorPerformanceInformation)"

/* Append one group's CPUs. 0, or -1 with an exception. */
static int add_group(PyObject *list, uint16_t group)
{
    struct answer answer;
    uint32_t error;
    Py_BEGIN_ALLOW_THREADS
    error = query_group(SYSTEM_CPU_TIMES, group, 64 * CPU_TIMES_SIZE, &answer);
    Py_END_ALLOW_THREADS
    if (error != 0) {
        raise_windows(error, TIMES);
        return -1;
    }
    int status = 0;
    for (size_t i = 0; status == 0 && i < answer.span.size / CPU_TIMES_SIZE; i++) {
        struct cpu_times times = read_cpu_times(answer.span.bytes, i);
        status = append_new(list, Py_BuildValue("(KKKKKI)", times.user, times.kernel, times.idle,
                                                times.interrupt, times.dpc, times.interrupts));
    }
    free(answer.buffer);
    return status;
}

static PyObject *cpu_times(PyObject *module, PyObject *arguments)
{
    (void)module;
    (void)arguments;
    uint16_t groups = windows()->cpu_groups();
    PyObject *list = PyList_New(0);
    for (uint16_t group = 0; list != NULL && group < groups; group++) {
        if (add_group(list, group) < 0)
            Py_CLEAR(list);
    }
    return list;
}

static PyObject *cpu_events(PyObject *module, PyObject *arguments)
{
    (void)module;
    (void)arguments;
    struct answer answer;
    uint32_t error;
    Py_BEGIN_ALLOW_THREADS
    error = query_system(SYSTEM_EVENTS, 1024, &answer);
    Py_END_ALLOW_THREADS
    if (error != 0)
        return raise_windows(error, "NtQuerySystemInformation(SystemPerformanceInformation)");
    PyObject *events = answer.span.size < EVENTS_SIZE
                           ? raise_malformed("NtQuerySystemInformation(SystemPerformanceInformation)")
                           : Py_BuildValue("(II)", get_u32(answer.span.bytes + EVENTS_SWITCHES),
                                           get_u32(answer.span.bytes + EVENTS_SYSCALLS));
    free(answer.buffer);
    return events;
}

#define RELATIONS "GetLogicalProcessorInformationEx"

/* [(group, mask)], or NULL with an exception. */
static PyObject *groups_of(const struct relation *relation)
{
    PyObject *list = PyList_New(0);
    for (size_t i = 0; list != NULL && i < relation->group_count; i++) {
        struct relation_group group = read_group(relation, i);
        if (append_new(list, Py_BuildValue("(iK)", (int)group.group, group.mask)) < 0)
            Py_CLEAR(list);
    }
    return list;
}

static PyObject *relation_tuple(const struct relation *r)
{
    PyObject *groups = groups_of(r);
    if (groups == NULL)
        return NULL;
    return Py_BuildValue("(IIiiiIIN)", r->kind, r->number, (int)r->level, (int)r->ways, (int)r->line, r->size,
                         r->type, groups);
}

static PyObject *cpu_relations(PyObject *module, PyObject *argument)
{
    (void)module;
    struct answer answer;
    uint32_t error;
    unsigned long wanted = PyLong_AsUnsignedLong(argument);
    if (wanted == (unsigned long)-1 && PyErr_Occurred())
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    error = query_relations((uint32_t)wanted, &answer);
    Py_END_ALLOW_THREADS
    if (error != 0)
        return raise_windows(error, RELATIONS);
    PyObject *list = PyList_New(0);
    struct relation_walk walk = {.span = answer.span};
    struct relation relation;
    int found = 0;
    while (list != NULL && (found = next_relation(&walk, &relation)) == 1) {
        if (append_new(list, relation_tuple(&relation)) < 0)
            Py_CLEAR(list);
    }
    if (found < 0) {
        Py_CLEAR(list);
        raise_malformed(RELATIONS);
    }
    free(answer.buffer);
    return list;
}

static PyObject *cpu_power(PyObject *module, PyObject *argument)
{
    (void)module;
    unsigned long count = PyLong_AsUnsignedLong(argument);
    if (count == (unsigned long)-1 && PyErr_Occurred())
        return NULL;
    if (count == 0 || count > 65536) {
        PyErr_SetString(PyExc_ValueError, "so many CPUs cannot be");
        return NULL;
    }
    uint32_t size = (uint32_t)count * POWER_SIZE, error;
    unsigned char *buffer = calloc(1, size);
    if (buffer == NULL)
        return PyErr_NoMemory();
    Py_BEGIN_ALLOW_THREADS
    error = windows()->cpu_power(buffer, size);
    Py_END_ALLOW_THREADS
    PyObject *list =
        error != 0 ? raise_windows(error, "CallNtPowerInformation(ProcessorInformation)") : PyList_New(0);
    for (unsigned long i = 0; list != NULL && i < count; i++) {
        struct cpu_power power = read_cpu_power(buffer, i);
        if (append_new(list,
                       Py_BuildValue("(IIII)", power.number, power.current, power.maximum, power.limit)) < 0)
            Py_CLEAR(list);
    }
    free(buffer);
    return list;
}

PyMethodDef cpu_methods[] = {
    {"cpu_times", cpu_times, METH_NOARGS,
     "cpu_times()\n--\n\n"
     "Of each CPU, group by group, (user, kernel, idle, interrupt, DPC time in 100 ns, interrupts); the "
     "kernel's time\n"
     "contains the three behind it."},
    {"cpu_events", cpu_events, METH_NOARGS,
     "cpu_events()\n--\n\n(context switches, system calls), modulo 2**32."},
    {"cpu_relations", cpu_relations, METH_O,
     "cpu_relations(relation, /)\n--\n\n"
     "CPUs that have something in common, as (relation, number of the node, level, ways, bytes per line, "
     "bytes, "
     "type\n"
     "of the cache, [(group, a bit for each CPU)]). 0: cores alone; 0xFFFF: everything."},
    {"cpu_power", cpu_power, METH_O,
     "cpu_power(count, /)\n--\n\nOf each of so many CPUs (number, current, maximum, limit now in MHz)."},
    {NULL, NULL, 0, NULL},
};
