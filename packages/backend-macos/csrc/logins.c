/* Binding of the system domain: login sessions. */
#include "objects.h"

#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <utmpx.h>

enum { MOST = 1 << 16, PATIENCE = 1 << 20 };

/* The walk over the sessions is one for the whole process, interpreters and threads: who is at it, by its
 * pid. A pid that is not ours is left from a parent that was at it when we were forked: nobody is. */
static atomic_int walker;

static bool begin_walk(void)
{
    int own = getpid();
    for (int i = 0; i < PATIENCE; i++) {
        int now = atomic_load(&walker);
        if (now != own && atomic_compare_exchange_strong(&walker, &now, own))
            return true;
        sched_yield();
    }
    return false;
}

/* 0 or an errno; the caller frees *out. */
static int read_logins(struct utmpx **out, size_t *count)
{
    size_t capacity = 0;
    int error = 0;
    if (!begin_walk())
        return EBUSY;
    setutxent();
    const struct utmpx *entry;
    while (error == 0 && (entry = getutxent()) != NULL) {
        if (entry->ut_type != USER_PROCESS)
            continue;
        if (*count == capacity) {
            capacity = capacity == 0 ? 16 : 2 * capacity;
            struct utmpx *grown = capacity > MOST ? NULL : realloc(*out, capacity * sizeof **out);
            if (grown == NULL) {
                error = ENOMEM;
                continue;
            }
            *out = grown;
        }
        (*out)[(*count)++] = *entry;
    }
    endutxent();
    atomic_store(&walker, 0);
    return error;
}

static PyObject *field(const char *text, size_t size)
{
    return text_or_none(text, strnlen(text, size));
}

static PyObject *login_tuple(const struct utmpx *login)
{
    PyObject *tuple = PyTuple_New(5);
    Py_ssize_t place = 0;
    if (tuple == NULL || put_new(tuple, &place, field(login->ut_user, sizeof login->ut_user)) < 0 ||
        put_new(tuple, &place, field(login->ut_line, sizeof login->ut_line)) < 0 ||
        put_new(tuple, &place, field(login->ut_host, sizeof login->ut_host)) < 0 ||
        put_new(tuple, &place,
                PyFloat_FromDouble((double)login->ut_tv.tv_sec + (double)login->ut_tv.tv_usec / 1e6)) < 0 ||
        put_new(tuple, &place, PyLong_FromLong(login->ut_pid)) < 0)
        Py_CLEAR(tuple);
    return tuple;
}

static PyObject *logins(PyObject *module, PyObject *none)
{
    (void)module, (void)none;
    struct utmpx *found = NULL;
    size_t count = 0;
    int error;
    Py_BEGIN_ALLOW_THREADS
    error = read_logins(&found, &count);
    Py_END_ALLOW_THREADS
    PyObject *list = error == 0 ? PyList_New(0) : raise_errno(error, "getutxent()");
    for (size_t i = 0; list != NULL && i < count; i++) {
        if (append_new(list, login_tuple(&found[i])) < 0)
            Py_CLEAR(list);
    }
    free(found);
    return list;
}

PyMethodDef logins_methods[] = {
    {"logins", logins, METH_NOARGS,
     "logins()\n--\n\nPer session: user, terminal, host, start in seconds since the epoch, pid."},
    {NULL, NULL, 0, NULL},
};
