/* The threads of one process, as records. */
#include "failures.h"
#include "files.h"
#include "objects.h"
#include "parse_process_stat.h"
#include "pinned.h"
#include "process_numbers.h"
#include "records.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct thread {
    int id, last;
    char name[64];
    size_t name_len;
    char state;
    int64_t user, system, nice, processor;
};

/* 1, 0 for a thread that has ended in the meantime, or a negative errno of ours. */
static int read_thread(int tasks, int id, struct thread *out)
{
    char name[32], text[2048];
    struct process_stat stat;
    ssize_t got;
    snprintf(name, sizeof name, "%d/stat", id);
    got = read_record_at(tasks, name, text, sizeof text);
    if (got < 0 && is_our_failure(errno))
        return -errno;
    if (got <= 0 || parse_process_stat(text, (size_t)got, &stat) != 0)
        return 0;
    out->id = id;
    out->last = stat.last;
    out->name_len = stat.name_len < sizeof out->name ? stat.name_len : sizeof out->name;
    memcpy(out->name, stat.name, out->name_len);
    out->state = stat.state;
    out->user = stat.field[STAT_UTIME];
    out->system = stat.field[STAT_STIME];
    out->nice = stat.field[STAT_NICE];
    out->processor = stat.field[STAT_PROCESSOR];
    return 1;
}

/* 0 or an errno; *out is to be freed in both cases. */
static int read_threads(const struct pinned *folder, const char *name, struct thread **out, size_t *count)
{
    struct directory tasks;
    struct numbers numbers = {0};
    int error = open_numbers(folder, name, &tasks, &numbers);
    *out = NULL;
    *count = 0;
    if (!error) {
        *out = calloc(numbers.count ? numbers.count : 1, sizeof **out);
        if (!*out)
            error = ENOMEM;
        for (size_t i = 0; !error && i < numbers.count; i++) {
            int found = read_thread(tasks.fd, numbers.at[i], &(*out)[*count]);
            if (found < 0)
                error = -found;
            *count += found > 0;
        }
        directory_close(&tasks);
    }
    free(numbers.at);
    return error;
}

enum thread_value {
    THREAD_ID,
    THREAD_USER,
    THREAD_SYSTEM,
    THREAD_NAME,
    THREAD_STATUS,
    THREAD_CPU,
    THREAD_NICE,
    THREAD_VALUES
};
static const char *const thread_names[THREAD_VALUES] = {"id",     "user_time", "system_time", "name",
                                                        "status", "cpu",       "nice"};

/* The value of states for this letter, else `unknown`: a new reference, or NULL with an exception set. */
static PyObject *status_of(char letter, PyObject *states, PyObject *unknown)
{
    PyObject *key = PyUnicode_DecodeLatin1(&letter, 1, NULL);
    PyObject *found = key ? PyDict_GetItemWithError(states, key) : NULL;
    Py_XDECREF(key);
    if (!found && PyErr_Occurred())
        return NULL;
    if (!found)
        found = unknown;
    Py_INCREF(found);
    return found;
}

static PyObject *thread_record(const struct record_class *class, const struct thread *thread, double ticks,
                               PyObject *states, PyObject *unknown)
{
    PyObject *values[THREAD_VALUES];
    values[THREAD_ID] = PyLong_FromLong(thread->id);
    values[THREAD_USER] = PyFloat_FromDouble((double)thread->user / ticks);
    values[THREAD_SYSTEM] = PyFloat_FromDouble((double)thread->system / ticks);
    values[THREAD_NAME] = text_or_none(thread->name, thread->name_len);
    values[THREAD_STATUS] = status_of(thread->state, states, unknown);
    values[THREAD_CPU] = i64_or_none(thread->last >= STAT_PROCESSOR, thread->processor);
    values[THREAD_NICE] = PyLong_FromLongLong(thread->nice);
    return record_new(class, values, THREAD_VALUES);
}

/* (states, unknown, ticks, folder, name) */
static PyObject *read_thread_records(PyObject *self, PyObject *const *args, Py_ssize_t count)
{
    const struct record_class *class = record_class_of(self);
    const struct pinned *folder;
    struct thread *threads;
    const char *name;
    size_t found;
    double ticks;
    int error;
    if (class == NULL || pinned_arguments(args + 3, count - 3, &folder, &name) < 0)
        return NULL;
    ticks = PyFloat_AsDouble(args[2]);
    if (!PyDict_Check(args[0]))
        PyErr_SetString(PyExc_TypeError, "states are a dict");
    if (PyErr_Occurred())
        return NULL;
    Py_BEGIN_ALLOW_THREADS;
    error = read_threads(folder, name, &threads, &found);
    Py_END_ALLOW_THREADS;
    PyObject *list = error ? raise_errno(error, name) : PyList_New(0);
    for (size_t i = 0; list && i < found; i++) {
        if (append_new(list, thread_record(class, &threads[i], ticks, args[0], args[1])) < 0)
            Py_CLEAR(list);
    }
    free(threads);
    return list;
}

static PyMethodDef reader = {"process_threads", METHOD(read_thread_records), METH_FASTCALL, NULL};

static PyObject *process_threads(PyObject *module, PyObject *type)
{
    (void)module;
    return record_function(&reader, type, thread_names, THREAD_VALUES);
}

PyDoc_STRVAR(
    threads_doc,
    "process_threads(record, /)\n--\n\n"
    "A function (states, unknown, ticks, folder, name) that tells the threads in the folder `name` "
    "(``task``),\n"
    "ascending, as records of this class. states: letter to status; unknown: the status of other letters;\n"
    "ticks: in a second.");

PyMethodDef process_threads_methods[] = {
    {"process_threads", process_threads, METH_O, threads_doc},
    {NULL, NULL, 0, NULL},
};
