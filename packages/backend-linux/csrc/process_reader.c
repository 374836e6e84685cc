/* The binding of the bulk reader: checks what Python asks for, runs it without the GIL, hands columns back as
 * bytes. */
#include "native.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "parse_process_io.h"
#include "parse_process_stat.h"
#include "parse_process_status.h"
#include "parse_statm.h"
#include "process_scan.h"

static int length_of(const char *const *names)
{
    int n = 0;
    while (names[n])
        n++;
    return n;
}

/* How many fields a source has; 0 for an unknown source. */
static int fields_of(int source)
{
    switch (source) {
    case SOURCE_PID:
    case SOURCE_STATE:
    case SOURCE_FD_COUNT:
    case SOURCE_IOPRIO:
    case SOURCE_NAME:
    case SOURCE_CMDLINE:
        return 1;
    case SOURCE_STAT:
        return STAT_FIELDS;
    case SOURCE_STATM:
        return STATM_FIELDS;
    case SOURCE_STATUS:
        return STATUS_FIELDS;
    case SOURCE_IO:
        return IO_FIELDS;
    case SOURCE_OWNER:
        return OWNER_FIELDS;
    case SOURCE_NUMBER_FILE:
        return length_of(scan_number_files);
    case SOURCE_SCHEDSTAT:
        return 3;
    case SOURCE_ROLLUP:
        return ROLLUP_FIELDS;
    case SOURCE_LINK:
        return length_of(scan_links);
    case SOURCE_TEXT_FILE:
        return length_of(scan_text_files);
    case SOURCE_STATUS_TEXT:
        return STATUS_TEXTS;
    default:
        return 0;
    }
}

static int read_columns(PyObject *list, struct scan_column *columns, Py_ssize_t count)
{
    for (Py_ssize_t i = 0; i < count; i++) {
        struct scan_column *column = &columns[i];
        PyObject *item = PyList_GetItem(list, i);
        long long factor;
        if (!item)
            return -1;
        if (!PyTuple_Check(item)) {
            PyErr_SetString(PyExc_TypeError,
                            "a column is a tuple (source, field, kind, factor, divisor, offset)");
            return -1;
        }
        if (!PyArg_ParseTuple(item, "iiiLdd", &column->source, &column->field, &column->kind, &factor,
                              &column->divisor, &column->offset))
            return -1;
        column->factor = factor;
        if (column->field < 0 || column->field >= fields_of(column->source) || column->kind < KIND_INTEGER ||
            column->kind > KIND_TEXT || (column->kind == KIND_TEXT) != (column->source >= SOURCE_NAME) ||
            !(column->divisor > 0)) {
            PyErr_Format(PyExc_ValueError, "no such column: source %d, field %d, kind %d", column->source,
                         column->field, column->kind);
            return -1;
        }
    }
    return 0;
}

static size_t present(const struct scan_result *result, size_t column)
{
    size_t n = 0;
    for (size_t p = 0; p < result->part_count; p++)
        for (size_t i = 0; i < result->parts[p].rows; i++)
            n += result->parts[p].columns[column].valid[i];
    return n;
}

/* Validity as Arrow has it: bit i (least significant first) is 1 where the value is there; None: all are
 * there. */
static PyObject *validity(const struct scan_result *result, size_t column)
{
    PyObject *bits;
    unsigned char *out;
    size_t row = 0;
    if (present(result, column) == result->rows)
        Py_RETURN_NONE;
    bits = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)((result->rows + 7) / 8));
    if (!bits)
        return NULL;
    out = (unsigned char *)PyBytes_AsString(bits);
    memset(out, 0, (result->rows + 7) / 8);
    for (size_t p = 0; p < result->part_count; p++) {
        const struct scan_part *part = &result->parts[p];
        for (size_t i = 0; i < part->rows; i++, row++)
            if (part->columns[column].valid[i])
                out[row >> 3] = (unsigned char)(out[row >> 3] | 1u << (row & 7));
    }
    return bits;
}

static PyObject *numbers(const struct scan_result *result, size_t column)
{
    PyObject *cells = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(result->rows * 8));
    char *out;
    if (!cells)
        return NULL;
    out = PyBytes_AsString(cells);
    for (size_t p = 0; p < result->part_count; p++) {
        const struct scan_part *part = &result->parts[p];
        if (part->rows)
            memcpy(out, part->columns[column].cells, part->rows * 8);
        out += part->rows * 8;
    }
    return cells;
}

static int texts(const struct scan_result *result, size_t column, PyObject **data, PyObject **offsets)
{
    size_t total = 0;
    int32_t end = 0;
    char *out, *ends;
    *data = *offsets = NULL;
    for (size_t p = 0; p < result->part_count; p++)
        total += result->parts[p].columns[column].text_len;
    if (total > INT32_MAX) {
        PyErr_SetString(PyExc_OverflowError, "more than 2 GiB of text in one column");
        return -1;
    }
    *data = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)total);
    *offsets = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)((result->rows + 1) * 4));
    if (!*data || !*offsets) {
        Py_CLEAR(*data);
        Py_CLEAR(*offsets);
        return -1;
    }
    out = PyBytes_AsString(*data);
    ends = PyBytes_AsString(*offsets);
    memcpy(ends, &end, 4);
    for (size_t p = 0; p < result->part_count; p++) {
        const struct scan_part *part = &result->parts[p];
        const struct scan_values *values = &part->columns[column];
        if (values->text_len)
            memcpy(out, values->text, values->text_len);
        out += values->text_len;
        for (size_t i = 0; i < part->rows; i++) {
            end += (int32_t)values->cells[i];
            ends += 4;
            memcpy(ends, &end, 4);
        }
    }
    return 0;
}

static PyObject *build_column(const struct scan_result *result, size_t column, int kind)
{
    PyObject *data, *offsets = NULL, *valid, *answer = NULL;
    if (kind == KIND_TEXT) {
        if (texts(result, column, &data, &offsets) < 0)
            return NULL;
    } else {
        data = numbers(result, column);
        if (!data)
            return NULL;
        offsets = Py_None;
        Py_INCREF(offsets);
    }
    valid = validity(result, column);
    if (valid)
        answer = PyTuple_Pack(3, data, offsets, valid);
    Py_DECREF(data);
    Py_DECREF(offsets);
    Py_XDECREF(valid);
    return answer;
}

static PyObject *build_answer(const struct scan_result *result, const struct scan_column *columns)
{
    PyObject *list = PyList_New((Py_ssize_t)result->column_count), *answer;
    if (!list)
        return NULL;
    for (size_t c = 0; c < result->column_count; c++) {
        PyObject *column = build_column(result, c, columns[c].kind);
        if (!column || PyList_SetItem(list, (Py_ssize_t)c, column) < 0) {
            Py_DECREF(list);
            return NULL;
        }
    }
    answer = Py_BuildValue("nN", (Py_ssize_t)result->rows, list);
    return answer;
}

static int read_pids(PyObject *given, int32_t **pids, size_t *count)
{
    Py_ssize_t n = PyList_Size(given);
    if (n < 0)
        return -1;
    *pids = malloc((size_t)(n ? n : 1) * sizeof **pids);
    if (!*pids) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *item = PyList_GetItem(given, i);
        long pid = item ? PyLong_AsLong(item) : -1;
        if (pid == -1 && PyErr_Occurred())
            return -1;
        if (pid < 0 || pid > INT32_MAX) {
            PyErr_Format(PyExc_ValueError, "%ld is no process id", pid);
            return -1;
        }
        (*pids)[i] = (int32_t)pid;
    }
    *count = (size_t)n;
    return 0;
}

PyDoc_STRVAR(process_table_doc, "process_table(proc_fd, live, columns, pids, workers, /)\n--\n\n"
                                "Read columns of all processes (pids None) or of these; (rows, [(data, "
                                "offsets or None, validity or None)]).");

static PyObject *process_table(PyObject *module, PyObject *args)
{
    int proc_fd, live, error;
    unsigned workers;
    PyObject *list, *given, *answer = NULL;
    struct scan_request request = {0};
    struct scan_result result = {0};
    struct scan_column *columns = NULL;
    int32_t *pids = NULL;
    Py_ssize_t count;
    (void)module;
    if (!PyArg_ParseTuple(args, "ipOOI:process_table", &proc_fd, &live, &list, &given, &workers))
        return NULL;
    count = PyList_Size(list);
    if (count < 0)
        return NULL;
    columns = calloc((size_t)(count ? count : 1), sizeof *columns);
    if (!columns)
        return PyErr_NoMemory();
    if (read_columns(list, columns, count) < 0)
        goto done;
    if (given != Py_None) {
        if (read_pids(given, &pids, &request.pid_count) < 0)
            goto done;
        request.pids = pids;
    }
    request.proc_fd = proc_fd;
    request.live = live;
    request.columns = columns;
    request.column_count = (size_t)count;
    request.workers = workers;
    Py_BEGIN_ALLOW_THREADS
    error = scan_processes(&request, &result);
    Py_END_ALLOW_THREADS
    if (error) {
        errno = error;
        PyErr_SetFromErrno(PyExc_OSError);
    } else
        answer = build_answer(&result, columns);
done:
    scan_free(&result);
    free(columns);
    free(pids);
    return answer;
}

PyDoc_STRVAR(process_ids_doc,
             "process_ids(proc_fd, /)\n--\n\nThe numbers that name processes below this /proc, ascending.");

static PyObject *process_ids(PyObject *module, PyObject *args)
{
    int proc_fd, error;
    int32_t *pids = NULL;
    size_t count = 0;
    PyObject *list;
    (void)module;
    if (!PyArg_ParseTuple(args, "i:process_ids", &proc_fd))
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    error = scan_pids(proc_fd, &pids, &count);
    Py_END_ALLOW_THREADS
    if (error) {
        errno = error;
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    list = PyList_New((Py_ssize_t)count);
    for (size_t i = 0; list && i < count; i++) {
        PyObject *pid = PyLong_FromLong(pids[i]);
        if (!pid || PyList_SetItem(list, (Py_ssize_t)i, pid) < 0)
            Py_CLEAR(list);
    }
    free(pids);
    return list;
}

PyMethodDef process_reader_methods[] = {
    {"process_table", process_table, METH_VARARGS, process_table_doc},
    {"process_ids", process_ids, METH_VARARGS, process_ids_doc},
    {NULL, NULL, 0, NULL},
};
