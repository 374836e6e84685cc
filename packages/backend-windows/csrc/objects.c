#include "objects.h"

#include "calls.h"
#include <errno.h>

PyObject *text_or_none(struct text text)
{
    int little_endian = -1;
    if (text.bytes == NULL)
        Py_RETURN_NONE;
    return PyUnicode_DecodeUTF16((const char *)text.bytes, (Py_ssize_t)text.size, "surrogatepass",
                                 &little_endian);
}

const uint16_t *path_of(PyObject *argument)
{
    char *bytes;
    Py_ssize_t size;
    if (PyBytes_AsStringAndSize(argument, &bytes, &size) < 0)
        return NULL;
    if (size < 2 || size % 2 != 0 || bytes[size - 1] != 0 || bytes[size - 2] != 0) {
        PyErr_SetString(PyExc_ValueError, "no UTF-16 with a NUL at the end");
        return NULL;
    }
    return (const uint16_t *)(const void *)bytes;
}

int append_new(PyObject *list, PyObject *item)
{
    if (item == NULL)
        return -1;
    int status = PyList_Append(list, item);
    Py_DECREF(item);
    return status;
}

static int kind_of(uint32_t error)
{
    switch (error) {
    case WINDOWS_ACCESS_DENIED:
    case WINDOWS_PRIVILEGE_NOT_HELD:
    case NT_ACCESS_DENIED:
    case NT_PRIVILEGE_NOT_HELD:
        return EACCES;
    case WINDOWS_PARTIAL_COPY:
        return EAGAIN;
    case WINDOWS_NOT_A_DIRECTORY:
        return ENOTDIR;
    case WINDOWS_FILE_NOT_FOUND:
    case WINDOWS_PATH_NOT_FOUND:
    case WINDOWS_INVALID_NAME:
    case WINDOWS_NOT_FOUND:
    case WINDOWS_SESSION_NOT_FOUND:
    case WINDOWS_NOT_READY:
    case WINDOWS_NO_MEDIA:
    case NT_INVALID_CID:
    case WINDOWS_NO_SUCH_SERVICE:
        return ENOENT;
    case WINDOWS_NOT_ENOUGH_MEMORY:
    case NT_NO_MEMORY:
    case NT_INSUFFICIENT_RESOURCES:
        return ENOMEM;
    case WINDOWS_INVALID_FUNCTION:
    case WINDOWS_NOT_SUPPORTED:
    case WINDOWS_CALL_NOT_IMPLEMENTED:
    case NT_NOT_IMPLEMENTED:
    case NT_INVALID_INFO_CLASS:
    case NT_NOT_SUPPORTED:
        return ENOSYS;
    default:
        return EIO;
    }
}

static PyObject *raise_error(int kind, PyObject *text)
{
    PyObject *error = text == NULL ? NULL : PyObject_CallFunction(PyExc_OSError, "iO", kind, text);
    Py_XDECREF(text);
    if (error != NULL) {
        PyErr_SetObject((PyObject *)Py_TYPE(error), error);
        Py_DECREF(error);
    }
    return NULL;
}

PyObject *raise_windows(uint32_t error, const char *call)
{
    return raise_error(kind_of(error),
                       PyUnicode_FromFormat("%s failed with error 0x%x", call, (unsigned)error));
}

PyObject *raise_malformed(const char *call)
{
    return raise_error(EIO, PyUnicode_FromFormat("%s filled its buffer with what makes no sense", call));
}
