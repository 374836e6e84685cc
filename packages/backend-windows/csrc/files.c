/* Open files of one process. */
#include "calls.h"
#include "handle.h"
#include "objects.h"
#include "parse_handles.h"
#include "query.h"

#include <stdlib.h>

/* Handles of the whole machine are many. */
enum { FIRST_GUESS = 64 * 1024, FIRST_GUESS_ALL = 4 * 1024 * 1024 };

static int add_handle(PyObject *list, uint64_t value)
{
    return value == 0 ? 0 : append_new(list, PyLong_FromUnsignedLongLong(value));
}

static PyObject *process_handles(PyObject *module, PyObject *arguments)
{
    (void)module;
    PyObject *argument;
    unsigned int pid;
    struct answer answer;
    uint32_t error;
    int own = 1;
    if (!PyArg_ParseTuple(arguments, "OI", &argument, &pid))
        return NULL;
    void *handle = handle_of(argument);
    if (handle == NULL)
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    error = query_process(handle, PROCESS_HANDLE_TABLE, FIRST_GUESS, &answer);
    if (error == NT_INVALID_INFO_CLASS || error == NT_NOT_IMPLEMENTED) {
        own = 0; /* Wine has the handles of all processes in one list only */
        error = query_system(SYSTEM_HANDLES, FIRST_GUESS_ALL, &answer);
    }
    Py_END_ALLOW_THREADS
    if (error != 0)
        return raise_windows(error, own ? "NtQueryInformationProcess(ProcessHandleInformation)"
                                        : "NtQuerySystemInformation(SystemExtendedHandleInformation)");
    size_t count = count_handles(&answer.span);
    PyObject *list = PyList_New(0);
    for (size_t i = 0; list != NULL && i < count; i++) {
        uint64_t value = own ? read_own_handle(&answer.span, i) : read_any_handle(&answer.span, i, pid);
        if (add_handle(list, value) < 0)
            Py_CLEAR(list);
    }
    free(answer.buffer);
    return list;
}

static PyObject *process_file(PyObject *module, PyObject *arguments)
{
    (void)module;
    PyObject *argument;
    unsigned long long value;
    void *copy = NULL;
    uint32_t size = LONGEST, error;
    if (!PyArg_ParseTuple(arguments, "OK", &argument, &value))
        return NULL;
    void *handle = handle_of(argument);
    if (handle == NULL)
        return NULL;
    uint16_t *name = calloc(LONGEST, sizeof *name);
    if (name == NULL)
        return PyErr_NoMemory();
    Py_BEGIN_ALLOW_THREADS
    error = windows()->duplicate(handle, value, &copy);
    if (error == 0) {
        error = windows()->file_name(copy, name, &size);
        windows()->close(copy);
    }
    Py_END_ALLOW_THREADS
    /* Whatever it was: no file that has a name. Most handles are none, and many may not be copied. */
    PyObject *answer = text_or_none(error != 0 || size > LONGEST
                                        ? (struct text){NULL, 0}
                                        : (struct text){(unsigned char *)name, size * sizeof *name});
    free(name);
    return answer;
}

PyMethodDef files_methods[] = {
    {"process_handles", process_handles, METH_VARARGS,
     "process_handles(handle, pid, /)\n--\n\nThe handles that it has open."},
    {"process_file", process_file, METH_VARARGS,
     "process_file(handle, value, /)\n--\n\n"
     "The path of the file that one of its handles is, None if it is none. It may hang: some pipes answer "
     "only "
     "when\n"
     "nobody reads from them."},
    {NULL, NULL, 0, NULL},
};
