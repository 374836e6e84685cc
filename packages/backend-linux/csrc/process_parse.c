/* What the files of one process say, for Python: bytes in, tuples out. Unknown is None. */
#include "objects.h"
#include "parse_cmdline.h"
#include "parse_process_cgroup.h"
#include "parse_process_io.h"
#include "parse_process_limits.h"
#include "parse_process_stat.h"
#include "parse_process_status.h"
#include "parse_statm.h"

#include <string.h>

static PyObject *malformed(const char *name)
{
    return PyErr_Format(PyExc_ValueError, "this is no %s file of a process", name);
}

PyDoc_STRVAR(
    stat_doc,
    "parse_process_stat(text, /)\n--\n\n"
    "(name, state, field 4, field 5, ...): a tuple whose item i - 2 is field i of proc_pid_stat(5).");

static PyObject *parse_stat(PyObject *module, PyObject *object)
{
    const char *text, *end;
    struct process_stat stat;
    Py_ssize_t position = 0;
    (void)module;
    if (!open_bytes(object, &text, &end))
        return NULL;
    if (parse_process_stat(text, (size_t)(end - text), &stat) != 0)
        return malformed("stat");
    PyObject *answer = PyTuple_New(stat.last - 1);
    if (!answer || put_new(answer, &position, text_or_none(stat.name, stat.name_len)) < 0 ||
        put_new(answer, &position, PyUnicode_DecodeLatin1(&stat.state, 1, NULL)) < 0)
        goto fail;
    for (int field = 4; field <= stat.last; field++) {
        if (put_new(answer, &position, PyLong_FromLongLong(stat.field[field])) < 0)
            goto fail;
    }
    return answer;
fail:
    Py_XDECREF(answer);
    return NULL;
}

PyDoc_STRVAR(start_doc,
             "parse_process_start(text, /)\n--\n\n(start in ticks, state, flags) from a stat file.");

static PyObject *parse_start(PyObject *module, PyObject *object)
{
    const char *text, *end;
    struct process_stat stat;
    (void)module;
    if (!open_bytes(object, &text, &end))
        return NULL;
    if (parse_process_stat(text, (size_t)(end - text), &stat) != 0)
        return malformed("stat");
    return Py_BuildValue("LNL", (long long)stat.field[STAT_STARTTIME],
                         PyUnicode_DecodeLatin1(&stat.state, 1, NULL), (long long)stat.field[STAT_FLAGS]);
}

PyDoc_STRVAR(status_doc,
             "parse_process_status(text, /)\n--\n\n"
             "(numbers, texts) in the order of enum process_status_field and enum process_status_text.");

static PyObject *parse_status(PyObject *module, PyObject *object)
{
    const char *text, *end;
    struct process_status status;
    (void)module;
    if (!open_bytes(object, &text, &end))
        return NULL;
    if (parse_process_status(text, (size_t)(end - text), &status) != 0)
        return malformed("status");
    PyObject *numbers = PyTuple_New(STATUS_FIELDS), *texts = PyTuple_New(STATUS_TEXTS);
    Py_ssize_t position = 0;
    if (!numbers || !texts)
        goto fail;
    for (int i = 0; i < STATUS_FIELDS; i++) {
        bool known = status.present >> i & 1;
        bool mask = i >= STATUS_SIG_PND && i <= STATUS_CAP_AMB;
        PyObject *number =
            mask ? u64_or_none(known, (uint64_t)status.field[i]) : i64_or_none(known, status.field[i]);
        if (put_new(numbers, &position, number) < 0)
            goto fail;
    }
    position = 0;
    for (int i = 0; i < STATUS_TEXTS; i++) {
        if (put_new(texts, &position, text_or_none(status.text[i].start, status.text[i].len)) < 0)
            goto fail;
    }
    return Py_BuildValue("NN", numbers, texts);
fail:
    Py_XDECREF(numbers);
    Py_XDECREF(texts);
    return NULL;
}

PyDoc_STRVAR(switches_doc,
             "parse_process_switches(text, /)\n--\n\n"
             "(voluntary, nonvoluntary) context switches of a status file; None: not both are there.");

static PyObject *parse_switches(PyObject *module, PyObject *object)
{
    const char *text, *end;
    int64_t voluntary, nonvoluntary;
    (void)module;
    if (!open_bytes(object, &text, &end))
        return NULL;
    if (parse_process_switches(text, (size_t)(end - text), &voluntary, &nonvoluntary) != 0)
        Py_RETURN_NONE;
    return Py_BuildValue("LL", (long long)voluntary, (long long)nonvoluntary);
}

PyDoc_STRVAR(statm_doc, "parse_statm(text, /)\n--\n\nThe seven numbers of statm, in pages.");

static PyObject *parse_memory(PyObject *module, PyObject *object)
{
    const char *text, *end;
    struct statm statm;
    (void)module;
    if (!open_bytes(object, &text, &end))
        return NULL;
    if (parse_statm(text, (size_t)(end - text), &statm) != 0)
        return malformed("statm");
    return i64_tuple(statm.field, STATM_FIELDS, UINT64_MAX);
}

PyDoc_STRVAR(io_doc,
             "parse_process_io(text, /)\n--\n\nThe numbers of io, in the order of enum process_io_field.");

static PyObject *parse_io(PyObject *module, PyObject *object)
{
    const char *text, *end;
    struct process_io io;
    (void)module;
    if (!open_bytes(object, &text, &end))
        return NULL;
    if (parse_process_io(text, (size_t)(end - text), &io) != 0)
        return malformed("io");
    return i64_tuple(io.field, IO_FIELDS, io.present);
}

PyDoc_STRVAR(cmdline_doc, "parse_cmdline(text, /)\n--\n\nThe arguments.");

static PyObject *parse_arguments(PyObject *module, PyObject *object)
{
    const char *text, *end, *argument;
    size_t len;
    struct cmdline line;
    (void)module;
    if (!open_bytes(object, &text, &end))
        return NULL;
    parse_cmdline(text, (size_t)(end - text), &line);
    PyObject *list = PyList_New(0);
    const char *at = line.start;
    while (list && (argument = next_argument(&line, &at, &len)) != NULL) {
        if (append_new(list, PyUnicode_DecodeFSDefaultAndSize(argument, (Py_ssize_t)len)) < 0)
            Py_CLEAR(list);
    }
    return list;
}

PyDoc_STRVAR(environ_doc, "parse_environ(text, /)\n--\n\nThe variables of environ; of a name that is there "
                          "twice the first counts.");

static PyObject *parse_environ(PyObject *module, PyObject *object)
{
    const char *text, *end;
    (void)module;
    if (!open_bytes(object, &text, &end))
        return NULL;
    PyObject *answer = PyDict_New();
    for (const char *at = text; answer && at < end;) {
        const char *stop = memchr(at, '\0', (size_t)(end - at));
        if (!stop)
            stop = end;
        const char *equals = memchr(at, '=', (size_t)(stop - at));
        if (equals && equals > at) { /* whatever else stands there is no variable */
            PyObject *key = PyUnicode_DecodeFSDefaultAndSize(at, (Py_ssize_t)(equals - at));
            PyObject *value = PyUnicode_DecodeFSDefaultAndSize(equals + 1, (Py_ssize_t)(stop - equals - 1));
            int there = key ? PyDict_Contains(answer, key) : -1;
            if (there == 0) {
                if (set_new(answer, key, value) < 0)
                    Py_CLEAR(answer);
            } else {
                Py_XDECREF(key);
                Py_XDECREF(value);
                if (there < 0)
                    Py_CLEAR(answer);
            }
        }
        at = stop < end ? stop + 1 : end;
    }
    return answer;
}

PyDoc_STRVAR(cgroup_doc,
             "parse_process_cgroup(text, /)\n--\n\n[(hierarchy, controllers as one text, path)].");

static PyObject *parse_cgroup(PyObject *module, PyObject *object)
{
    const char *text, *end;
    struct process_cgroup cgroup;
    (void)module;
    if (!open_bytes(object, &text, &end))
        return NULL;
    PyObject *list = PyList_New(0);
    for (const char *at = text; list && (at = next_process_cgroup(at, end, &cgroup)) != NULL;) {
        PyObject *row = Py_BuildValue("LNN", (long long)cgroup.hierarchy,
                                      text_or_none(cgroup.controllers, cgroup.controllers_len),
                                      text_or_none(cgroup.path, cgroup.path_len));
        if (append_new(list, row) < 0)
            Py_CLEAR(list);
    }
    return list;
}

PyDoc_STRVAR(limits_doc, "parse_process_limits(text, /)\n--\n\n"
                         "[(number of enum process_limit, soft or None, hard or None)]; None is unlimited.");

static PyObject *parse_limits(PyObject *module, PyObject *object)
{
    const char *text, *end;
    struct process_limits limits;
    (void)module;
    if (!open_bytes(object, &text, &end))
        return NULL;
    if (parse_process_limits(text, (size_t)(end - text), &limits) != 0)
        return malformed("limits");
    PyObject *list = PyList_New(0);
    for (int i = 0; list && i < LIMIT_COUNT; i++) {
        if (!(limits.present >> i & 1))
            continue;
        PyObject *row = Py_BuildValue("iNN", i, u64_or_none(limits.soft_set >> i & 1, limits.soft[i]),
                                      u64_or_none(limits.hard_set >> i & 1, limits.hard[i]));
        if (append_new(list, row) < 0)
            Py_CLEAR(list);
    }
    return list;
}

PyMethodDef process_parse_methods[] = {
    {"parse_process_stat", parse_stat, METH_O, stat_doc},
    {"parse_process_start", parse_start, METH_O, start_doc},
    {"parse_process_status", parse_status, METH_O, status_doc},
    {"parse_process_switches", parse_switches, METH_O, switches_doc},
    {"parse_statm", parse_memory, METH_O, statm_doc},
    {"parse_process_io", parse_io, METH_O, io_doc},
    {"parse_cmdline", parse_arguments, METH_O, cmdline_doc},
    {"parse_environ", parse_environ, METH_O, environ_doc},
    {"parse_process_cgroup", parse_cgroup, METH_O, cgroup_doc},
    {"parse_process_limits", parse_limits, METH_O, limits_doc},
    {NULL, NULL, 0, NULL},
};
