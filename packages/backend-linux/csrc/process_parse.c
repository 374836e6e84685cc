/* What the files of one process say, for Python: bytes in, tuples out. Unknown is None. */
#include "objects.h"
#include "parse_cmdline.h"
#include "parse_process_cgroup.h"
#include "parse_process_io.h"
#include "parse_process_limits.h"
#include "parse_process_stat.h"
#include "parse_process_status.h"
#include "parse_smaps.h"
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

/* A path as the kernel has escaped it: a newline is written \012. */
static PyObject *unescaped(const char *path, size_t len)
{
    static const char newline[] = "\\012";
    char stack[256], *plain = stack;
    size_t used = 0;
    PyObject *answer;
    if (!memchr(path, '\\', len))
        return PyUnicode_DecodeFSDefaultAndSize(path, (Py_ssize_t)len);
    if (len > sizeof stack && !(plain = PyMem_Malloc(len)))
        return PyErr_NoMemory();
    for (size_t i = 0; i < len; used++) {
        if (len - i >= 4 && memcmp(path + i, newline, 4) == 0) {
            plain[used] = '\n';
            i += 4;
        } else {
            plain[used] = path[i++];
        }
    }
    answer = PyUnicode_DecodeFSDefaultAndSize(plain, (Py_ssize_t)used);
    if (plain != stack)
        PyMem_Free(plain);
    return answer;
}

static PyObject *area_row(const struct smaps_area *area)
{
    static const int shown[] = {SMAPS_RSS,          SMAPS_PSS,           SMAPS_SHARED_CLEAN,
                                SMAPS_SHARED_DIRTY, SMAPS_PRIVATE_CLEAN, SMAPS_PRIVATE_DIRTY,
                                SMAPS_REFERENCED,   SMAPS_ANONYMOUS,     SMAPS_SWAP};
    Py_ssize_t position = 0;
    PyObject *row = PyTuple_New(8 + (Py_ssize_t)(sizeof shown / sizeof *shown));
    if (!row || put_new(row, &position, PyLong_FromUnsignedLongLong(area->start)) < 0 ||
        put_new(row, &position, PyLong_FromUnsignedLongLong(area->end)) < 0 ||
        put_new(row, &position, PyUnicode_DecodeLatin1(area->permissions, 4, NULL)) < 0 ||
        put_new(row, &position, PyLong_FromUnsignedLongLong(area->offset)) < 0 ||
        put_new(row, &position, text_or_none(area->device, area->device_len)) < 0 ||
        put_new(row, &position, PyLong_FromUnsignedLongLong(area->inode)) < 0 ||
        put_new(row, &position,
                area->path_len ? unescaped(area->path, area->path_len) : PyUnicode_FromString("[anon]")) <
            0 ||
        put_new(row, &position, PyLong_FromUnsignedLongLong(area->end - area->start)) < 0)
        goto fail;
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        bool known = area->present >> shown[i] & 1 && area->value[shown[i]] >= 0;
        if (put_new(row, &position, u64_or_none(known, (uint64_t)area->value[shown[i]] << 10)) < 0)
            goto fail;
    }
    return row;
fail:
    Py_XDECREF(row);
    return NULL;
}

PyDoc_STRVAR(smaps_doc,
             "parse_smaps(text, /)\n--\n\n"
             "The areas of smaps or maps: tuples in the order of the fields of MemoryArea, bytes.");

static PyObject *parse_areas(PyObject *module, PyObject *object)
{
    const char *text, *end;
    struct smaps_area area;
    (void)module;
    if (!open_bytes(object, &text, &end))
        return NULL;
    PyObject *list = PyList_New(0);
    for (const char *at = text; list && (at = next_smaps_area(at, end, &area)) != NULL;) {
        if (append_new(list, area_row(&area)) < 0)
            Py_CLEAR(list);
    }
    return list;
}

PyDoc_STRVAR(footprint_doc,
             "parse_footprint(text, /)\n--\n\n"
             "(uss, pss or None, swap or None) of smaps or smaps_rollup, summed, bytes; None: it does "
             "not tell.");

static PyObject *parse_footprint(PyObject *module, PyObject *object)
{
    const char *text, *end;
    struct smaps_area area;
    uint64_t unique = 0, pss = 0, swap = 0;
    unsigned all = 1u << SMAPS_PSS | 1u << SMAPS_SWAP;
    int areas = 0;
    (void)module;
    if (!open_bytes(object, &text, &end))
        return NULL;
    for (const char *at = text; (at = next_smaps_area(at, end, &area)) != NULL; areas++) {
        int64_t own = smaps_unique(&area);
        if (own < 0)
            Py_RETURN_NONE;
        unique += (uint64_t)own;
        pss += (uint64_t)area.value[SMAPS_PSS];
        swap += (uint64_t)area.value[SMAPS_SWAP];
        all &= area.present;
    }
    if (!areas)
        Py_RETURN_NONE;
    return Py_BuildValue("KNN", (unsigned long long)(unique << 10),
                         u64_or_none(all >> SMAPS_PSS & 1, pss << 10),
                         u64_or_none(all >> SMAPS_SWAP & 1, swap << 10));
}

PyMethodDef process_parse_methods[] = {
    {"parse_process_stat", parse_stat, METH_O, stat_doc},
    {"parse_process_start", parse_start, METH_O, start_doc},
    {"parse_process_status", parse_status, METH_O, status_doc},
    {"parse_statm", parse_memory, METH_O, statm_doc},
    {"parse_process_io", parse_io, METH_O, io_doc},
    {"parse_cmdline", parse_arguments, METH_O, cmdline_doc},
    {"parse_environ", parse_environ, METH_O, environ_doc},
    {"parse_process_cgroup", parse_cgroup, METH_O, cgroup_doc},
    {"parse_process_limits", parse_limits, METH_O, limits_doc},
    {"parse_smaps", parse_areas, METH_O, smaps_doc},
    {"parse_footprint", parse_footprint, METH_O, footprint_doc},
    {NULL, NULL, 0, NULL},
};
