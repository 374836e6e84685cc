/* The list of processes. */
#include "calls.h"
#include "objects.h"
#include "parse_process_list.h"
#include "query.h"

#include <stdlib.h>

#define PROCESSES "NtQuerySystemInformation(SystemProcessInformation)"

/* A machine with 100 processes needs some 100 KiB. */
enum { FIRST_GUESS = 256 * 1024 };

typedef PyObject *(*maker)(const struct process_entry *entry);

/* What `make` makes of every process, in a list. */
static PyObject *list_processes(maker make)
{
    struct answer answer;
    uint32_t error;
    Py_BEGIN_ALLOW_THREADS error = query_system(SYSTEM_PROCESSES, FIRST_GUESS, &answer);
    Py_END_ALLOW_THREADS if (error != 0) return raise_windows(error, PROCESSES);

    PyObject *list = PyList_New(0);
    struct process_walk walk = {.span = answer.span};
    struct process_entry entry;
    int found = 0;
    while (list != NULL && (found = next_process(&walk, &entry)) == 1) {
        if (append_new(list, make(&entry)) < 0)
            Py_CLEAR(list);
    }
    if (found < 0) {
        Py_CLEAR(list);
        raise_malformed(PROCESSES);
    }
    free(answer.buffer);
    return list;
}

static PyObject *make_pid(const struct process_entry *entry)
{
    return PyLong_FromUnsignedLong(entry->pid);
}

static PyObject *make_row(const struct process_entry *e)
{
    return Py_BuildValue("(INIIIIiO"
                         "KKKK"
                         "KKKKKKK"
                         "KKKK"
                         "II"
                         "KKKKKK"
                         "K)",
                         e->pid, text_or_none(e->name), e->parent, e->session, e->threads, e->handles,
                         (int)e->base_priority, e->suspended ? Py_True : Py_False, /* */
                         e->created, e->user_time, e->kernel_time, e->cycles,      /* */
                         e->private_working_set, e->working_set, e->peak_working_set, e->private_bytes,
                         e->peak_private_bytes, e->virtual_size, e->peak_virtual_size,               /* */
                         e->paged_pool, e->peak_paged_pool, e->nonpaged_pool, e->peak_nonpaged_pool, /* */
                         e->page_faults, e->hard_faults,                                             /* */
                         e->io[0], e->io[1], e->io[2], e->io[3], e->io[4], e->io[5],                 /* */
                         e->context_switches);
}

static PyObject *pids(PyObject *module, PyObject *arguments)
{
    (void)module;
    (void)arguments;
    return list_processes(make_pid);
}

static PyObject *processes(PyObject *module, PyObject *arguments)
{
    (void)module;
    (void)arguments;
    return list_processes(make_row);
}

/* 1: a process of this id runs; 0: none does; -1: only the list can tell. */
static int runs(uint32_t pid)
{
    void *handle = NULL;
    uint32_t error = windows()->open_process(pid, &handle);
    /* The idle process has id 0, which is no valid parameter to OpenProcess. */
    if (error == WINDOWS_INVALID_PARAMETER && pid != 0)
        return 0;
    if (error != 0)
        return -1;
    int answer = -1;
    /* OpenProcess takes 5 for 4: the two lowest bits do not count. And one that has ended is still there
       while anyone has a handle of it. */
    if (windows()->process_id(handle) == pid) {
        int ended = windows()->has_ended(handle);
        answer = ended < 0 ? -1 : !ended;
    }
    windows()->close(handle);
    return answer;
}

static PyObject *process_runs(PyObject *module, PyObject *argument)
{
    (void)module;
    unsigned long pid = PyLong_AsUnsignedLong(argument);
    int answer;
    if (pid == (unsigned long)-1 && PyErr_Occurred())
        return NULL;
    if (pid > UINT32_MAX)
        Py_RETURN_FALSE;
    Py_BEGIN_ALLOW_THREADS answer = runs((uint32_t)pid);
    Py_END_ALLOW_THREADS if (answer < 0) Py_RETURN_NONE;
    return PyBool_FromLong(answer);
}

PyMethodDef process_methods[] = {
    {"pids", pids, METH_NOARGS, "pids()\n--\n\nIds of all processes, in the system's order."},
    {"processes", processes, METH_NOARGS,
     "processes()\n--\n\n"
     "All processes, each a tuple; `sysprobe_windows.processes.Row` names its fields."},
    {"process_runs", process_runs, METH_O,
     "process_runs(pid, /)\n--\n\nWhether a process of this id runs; None if only the list of all can tell."},
    {NULL, NULL, 0, NULL},
};
