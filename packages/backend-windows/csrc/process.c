/* The list of processes. */
#include "calls.h"
#include "objects.h"
#include "parse_process_list.h"
#include "query.h"

#include <stdlib.h>

#define PROCESSES "NtQuerySystemInformation(SystemProcessInformation)"

/* A machine with 100 processes needs some 100 KiB. */
enum { FIRST_GUESS = 256 * 1024 };

/* Makes something of one process, and adds it to the list if it is of interest. 0, or -1 with an exception.
 */
typedef int (*adder)(PyObject *list, const struct process_entry *entry, uint32_t wanted);

/* What `add` makes of the processes, in a list. */
static PyObject *list_processes(adder add, uint32_t wanted)
{
    struct answer answer;
    uint32_t error;
    Py_BEGIN_ALLOW_THREADS
    error = query_system(SYSTEM_PROCESSES, FIRST_GUESS, &answer);
    Py_END_ALLOW_THREADS
    if (error != 0)
        return raise_windows(error, PROCESSES);

    PyObject *list = PyList_New(0);
    struct process_walk walk = {.span = answer.span};
    struct process_entry entry;
    int found = 0;
    while (list != NULL && (found = next_process(&walk, &entry)) == 1) {
        if (add(list, &entry, wanted) < 0)
            Py_CLEAR(list);
    }
    if (found < 0) {
        Py_CLEAR(list);
        raise_malformed(PROCESSES);
    }
    free(answer.buffer);
    return list;
}

static int add_pid(PyObject *list, const struct process_entry *entry, uint32_t wanted)
{
    (void)wanted;
    return append_new(list, PyLong_FromUnsignedLong(entry->pid));
}

static int add_row(PyObject *list, const struct process_entry *e, uint32_t wanted)
{
    (void)wanted;
    PyObject *about =
        Py_BuildValue("(INIIIIiO)", e->pid, text_or_none(e->name), e->parent, e->session, e->threads,
                      e->handles, (int)e->base_priority, e->suspended ? Py_True : Py_False);
    PyObject *times = Py_BuildValue("(KKKK)", e->created, e->user_time, e->kernel_time, e->cycles);
    PyObject *memory =
        Py_BuildValue("(KKKKKKKKKKK)", e->private_working_set, e->working_set, e->peak_working_set,
                      e->private_bytes, e->peak_private_bytes, e->virtual_size, e->peak_virtual_size,
                      e->paged_pool, e->peak_paged_pool, e->nonpaged_pool, e->peak_nonpaged_pool);
    PyObject *traffic = Py_BuildValue("(IIKKKKKKK)", e->page_faults, e->hard_faults, e->io[0], e->io[1],
                                      e->io[2], e->io[3], e->io[4], e->io[5], e->context_switches);
    return append_new(list, Py_BuildValue("(NNNN)", about, times, memory, traffic));
}

static int add_wanted(PyObject *list, const struct process_entry *entry, uint32_t wanted)
{
    return entry->pid == wanted ? add_row(list, entry, wanted) : 0;
}

static int add_threads(PyObject *list, const struct process_entry *entry, uint32_t wanted)
{
    if (entry->pid != wanted)
        return 0;
    PyObject *threads = PyList_New(0);
    for (size_t i = 0; threads != NULL && i < entry->thread_records_count; i++) {
        struct thread_entry thread = read_thread(entry, i);
        if (append_new(threads, Py_BuildValue("(IKKO)", thread.id, thread.user_time, thread.kernel_time,
                                              thread.suspended ? Py_True : Py_False)) < 0)
            Py_CLEAR(threads);
    }
    return threads == NULL ? -1 : append_new(list, Py_BuildValue("(KN)", entry->created, threads));
}

/* The process that a number names, in a list; nothing in it if no process can have that number. */
static PyObject *list_process(adder add, PyObject *argument)
{
    unsigned long long pid = PyLong_AsUnsignedLongLong(argument);
    if (pid == (unsigned long long)-1 && PyErr_Occurred())
        return NULL;
    return pid > UINT32_MAX ? PyList_New(0) : list_processes(add, (uint32_t)pid);
}

static PyObject *pids(PyObject *module, PyObject *arguments)
{
    (void)module;
    (void)arguments;
    return list_processes(add_pid, 0);
}

static PyObject *processes(PyObject *module, PyObject *arguments)
{
    (void)module;
    (void)arguments;
    return list_processes(add_row, 0);
}

static PyObject *process(PyObject *module, PyObject *argument)
{
    (void)module;
    return list_process(add_wanted, argument);
}

static PyObject *process_threads(PyObject *module, PyObject *argument)
{
    (void)module;
    return list_process(add_threads, argument);
}

/* 1: a process of this id runs; 0: none does; -1: only the list can tell. */
static int runs(uint32_t pid)
{
    void *handle = NULL;
    uint32_t error = windows()->open_process(pid, RIGHT_QUERY | RIGHT_WAIT, &handle);
    /* The idle process has id 0, which is no valid parameter to OpenProcess. */
    if (error == WINDOWS_INVALID_PARAMETER && pid != 0)
        return 0;
    if (error != 0)
        return -1;
    int answer = -1;
    /* OpenProcess takes 5 for 4: the two lowest bits do not count. And one that has ended is still there
       while anyone has a handle of it. */
    if (windows()->process_id(handle) == pid) {
        uint32_t state = windows()->wait(&handle, 1, 0);
        answer = state == WAIT_NONE ? 1 : state == 0 ? 0 : -1;
    }
    windows()->close(handle);
    return answer;
}

static PyObject *process_runs(PyObject *module, PyObject *argument)
{
    (void)module;
    unsigned long long pid = PyLong_AsUnsignedLongLong(argument);
    int answer;
    if (pid == (unsigned long long)-1 && PyErr_Occurred())
        return NULL;
    if (pid > UINT32_MAX)
        Py_RETURN_FALSE;
    Py_BEGIN_ALLOW_THREADS
    answer = runs((uint32_t)pid);
    Py_END_ALLOW_THREADS
    if (answer < 0)
        Py_RETURN_NONE;
    return PyBool_FromLong(answer);
}

static PyObject *process_image_of(PyObject *module, PyObject *argument)
{
    (void)module;
    unsigned long pid = PyLong_AsUnsignedLong(argument);
    if (pid == (unsigned long)-1 && PyErr_Occurred())
        return NULL;
    struct answer answer;
    struct text name;
    uint32_t error;
    Py_BEGIN_ALLOW_THREADS
    error = query_image_name((uint32_t)pid, &answer, &name);
    Py_END_ALLOW_THREADS
    if (error == NT_INVALID_PARAMETER) /* there is no such process */
        error = NT_INVALID_CID;
    if (error != 0)
        return raise_windows(error, "NtQuerySystemInformation(SystemProcessIdInformation)");
    PyObject *text = text_or_none(name);
    free(answer.buffer);
    return text;
}

PyMethodDef process_methods[] = {
    {"pids", pids, METH_NOARGS, "pids()\n--\n\nIds of all processes, in the system's order."},
    {"processes", processes, METH_NOARGS,
     "processes()\n--\n\n"
     "All processes, each as four tuples; `sysprobe_windows.processes.Row` names their fields."},
    {"process", process, METH_O, "process(pid, /)\n--\n\nThe same of one process, if there is one."},
    {"process_threads", process_threads, METH_O,
     "process_threads(pid, /)\n--\n\n"
     "If there is one, (when it began, its threads as (id, user time, kernel time in 100 ns, suspended))."},
    {"process_image_of", process_image_of, METH_O,
     "process_image_of(pid, /)\n--\n\n"
     "Path of its executable by the kernel's names for devices, told of any process to anybody; None if it "
     "has "
     "none."},
    {"process_runs", process_runs, METH_O,
     "process_runs(pid, /)\n--\n\nWhether a process of this id runs; None if only the list of all can tell."},
    {NULL, NULL, 0, NULL},
};
