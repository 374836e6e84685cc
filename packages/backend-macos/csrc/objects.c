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

PyObject *bytes_or_none(const void *data, size_t size)
{
    if (data == NULL)
        Py_RETURN_NONE;
    return PyBytes_FromStringAndSize(data, (Py_ssize_t)size);
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

int put_new(PyObject *tuple, Py_ssize_t *position, PyObject *value)
{
    if (value == NULL)
        return -1;
    return PyTuple_SetItem(tuple, (*position)++, value);
}

PyObject *raise_errno(int error, const char *source)
{
    errno = error;
    return PyErr_SetFromErrnoWithFilename(PyExc_OSError, source);
}
