/* Binding of the process domain: threads. */
#include "kernel.h"
#include "objects.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <libproc.h>
#include <sys/proc_info.h>

enum {
    LIST_THREAD_IDS = 28, /* PROC_PIDLISTTHREADIDS, which the SDK keeps to itself: numbers that
                             are unique on the machine, as pthread_threadid_np() gives them */
    TRIES = 8,
    MOST = 1 << 20, /* threads; the system's limit per process is far below */
};

/* 0 or an errno; the caller frees *out. This list has no size to ask for. */
static int read_thread_ids(int32_t pid, uint64_t **out, size_t *count)
{
    struct proc_taskinfo task;
    int error = read_pid_info(pid, PROC_PIDTASKINFO, 0, &task, sizeof task);
    if (error != 0)
        return error;
    if (task.pti_threadnum < 0 || task.pti_threadnum > MOST)
        return EIO;
    size_t capacity = (size_t)task.pti_threadnum + 16;
    for (int attempt = 0; attempt < TRIES; attempt++) {
        uint64_t *ids = malloc(capacity * sizeof *ids);
        if (ids == NULL)
            return ENOMEM;
        errno = 0;
        int got = proc_pidinfo(pid, LIST_THREAD_IDS, 0, ids, (int)(capacity * sizeof *ids));
        error = errno;
        if (got > 0 && (size_t)got < capacity * sizeof *ids) {
            *out = ids;
            *count = (size_t)got / sizeof *ids;
            return 0;
        }
        free(ids);
        if (got <= 0)
            return error != 0 ? error : EIO;
        capacity *= 2;
    }
    return ENOMEM;
}

/* Append a thread. 0, also if it has ended by now; -1 with an exception set. */
static int append_thread(PyObject *list, int32_t pid, uint64_t id)
{
    struct proc_threadinfo info;
    int error;
    Py_BEGIN_ALLOW_THREADS
    error = read_pid_info(pid, PROC_PIDTHREADID64INFO, id, &info, sizeof info);
    Py_END_ALLOW_THREADS
    if (error == ESRCH)
        return 0; /* of the thread; should the process be gone, the caller will see */
    /* Nanoseconds. Old kernels multiplied in 32 bits: what ran over is no time. */
    if (error == 0 && (info.pth_user_time > INT64_MAX || info.pth_system_time > INT64_MAX))
        error = EIO;
    if (error != 0) {
        raise_errno(error, "proc_pidinfo(PROC_PIDTHREADID64INFO)");
        return -1;
    }
    PyObject *tuple = PyTuple_New(5);
    Py_ssize_t place = 0;
    if (tuple == NULL || put_new(tuple, &place, PyLong_FromUnsignedLongLong(id)) < 0 ||
        put_new(tuple, &place, PyLong_FromUnsignedLongLong(info.pth_user_time)) < 0 ||
        put_new(tuple, &place, PyLong_FromUnsignedLongLong(info.pth_system_time)) < 0 ||
        put_new(tuple, &place, PyLong_FromLong(info.pth_run_state)) < 0 ||
        put_new(tuple, &place, text_or_none(info.pth_name, strnlen(info.pth_name, sizeof info.pth_name))) < 0)
        Py_CLEAR(tuple);
    return append_new(list, tuple);
}

static PyObject *threads(PyObject *module, PyObject *argument)
{
    (void)module;
    int pid, error;
    uint64_t *ids = NULL;
    size_t count = 0;
    if (!PyArg_Parse(argument, "i", &pid))
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    error = read_thread_ids(pid, &ids, &count);
    Py_END_ALLOW_THREADS
    if (error != 0)
        return raise_errno(error, "proc_pidinfo(PROC_PIDLISTTHREADIDS)");
    PyObject *list = PyList_New(0);
    for (size_t i = 0; list != NULL && i < count; i++) {
        if (append_thread(list, pid, ids[i]) < 0)
            Py_CLEAR(list);
    }
    free(ids);
    return list;
}

PyMethodDef threads_methods[] = {
    {"threads", threads, METH_O,
     "threads(pid)\n--\n\nPer thread: id, nanoseconds in user mode and in the kernel, run state, name."},
    {NULL, NULL, 0, NULL},
};
