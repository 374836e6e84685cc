#include "objects.h"

#include <errno.h>

PyObject *u64_or_none(bool known, uint64_t value)
{
    if (!known)
        Py_RETURN_NONE;
    return PyLong_FromUnsignedLongLong(value);
}

PyObject *i64_or_none(bool known, int64_t value)
{
    if (!known)
        Py_RETURN_NONE;
    return PyLong_FromLongLong(value);
}

PyObject *double_or_none(bool known, double value)
{
    if (!known)
        Py_RETURN_NONE;
    return PyFloat_FromDouble(value);
}

PyObject *text_or_none(const char *text, size_t size)
{
    if (text == NULL)
        Py_RETURN_NONE;
    return PyUnicode_DecodeFSDefaultAndSize(text, (Py_ssize_t)size);
}

int append_new(PyObject *list, PyObject *item)
{
    if (item == NULL)
        return -1;
    int status = PyList_Append(list, item);
    Py_DECREF(item);
    return status;
}

int set_new(PyObject *dictionary, PyObject *key, PyObject *value)
{
    int status = key == NULL || value == NULL ? -1 : PyDict_SetItem(dictionary, key, value);
    Py_XDECREF(key);
    Py_XDECREF(value);
    return status;
}

int put_new(PyObject *tuple, Py_ssize_t *position, PyObject *value)
{
    if (value == NULL)
        return -1;
    return PyTuple_SetItem(tuple, (*position)++, value);
}

PyObject *u64_tuple(const uint64_t *values, int count, uint64_t known)
{
    Py_ssize_t position = 0;
    PyObject *tuple = PyTuple_New(count);
    for (int i = 0; tuple != NULL && i < count; i++) {
        if (put_new(tuple, &position, u64_or_none(known >> i & 1, values[i])) < 0)
            Py_CLEAR(tuple);
    }
    return tuple;
}

PyObject *i64_tuple(const int64_t *values, int count, uint64_t known)
{
    Py_ssize_t position = 0;
    PyObject *tuple = PyTuple_New(count);
    for (int i = 0; tuple != NULL && i < count; i++) {
        if (put_new(tuple, &position, i64_or_none(known >> i & 1, values[i])) < 0)
            Py_CLEAR(tuple);
    }
    return tuple;
}

bool open_bytes(PyObject *data, const char **start, const char **end)
{
    char *buf;
    Py_ssize_t len;
    if (PyBytes_AsStringAndSize(data, &buf, &len) < 0)
        return false;
    *start = buf;
    *end = buf + len;
    return true;
}

PyObject *raise_errno(int error, const char *source)
{
    errno = error;
    return PyErr_SetFromErrnoWithFilename(PyExc_OSError, source);
}
