/* One process by a handle, which Python holds as a number. */
#include "calls.h"
#include "handle.h"
#include "objects.h"
#include "parameters.h"
#include "parse_sid.h"

#include <stdlib.h>
#include <string.h>

void *handle_of(PyObject *argument)
{
    void *handle = PyLong_AsVoidPtr(argument);
    if (handle == NULL && !PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "no handle");
    return handle;
}

static PyObject *process_open(PyObject *module, PyObject *arguments)
{
    (void)module;
    unsigned int pid, rights;
    void *handle = NULL;
    uint32_t error;
    if (!PyArg_ParseTuple(arguments, "II", &pid, &rights))
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    error = windows()->open_process(pid, rights, &handle);
    Py_END_ALLOW_THREADS
    if (error == WINDOWS_INVALID_PARAMETER) /* so it says that there is none */
        error = WINDOWS_NOT_FOUND;
    return error != 0 ? raise_windows(error, "OpenProcess") : PyLong_FromVoidPtr(handle);
}

static PyObject *process_close(PyObject *module, PyObject *argument)
{
    (void)module;
    void *handle = handle_of(argument);
    if (handle == NULL)
        return NULL;
    windows()->close(handle);
    Py_RETURN_NONE;
}

static PyObject *process_created(PyObject *module, PyObject *argument)
{
    (void)module;
    uint64_t created = 0;
    void *handle = handle_of(argument);
    if (handle == NULL)
        return NULL;
    uint32_t error = windows()->process_created(handle, &created);
    return error != 0 ? raise_windows(error, "GetProcessTimes") : PyLong_FromUnsignedLongLong(created);
}

static PyObject *process_wait(PyObject *module, PyObject *arguments)
{
    (void)module;
    PyObject *list;
    unsigned int milliseconds;
    void *handles[WAIT_MOST];
    uint32_t state;
    if (!PyArg_ParseTuple(arguments, "OI", &list, &milliseconds))
        return NULL;
    Py_ssize_t count = PySequence_Size(list);
    if (count < 0)
        return NULL;
    if (count == 0 || count > WAIT_MOST) {
        PyErr_SetString(PyExc_ValueError, "from 1 to 64 handles");
        return NULL;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *item = PySequence_GetItem(list, i);
        handles[i] = item == NULL ? NULL : handle_of(item);
        Py_XDECREF(item);
        if (handles[i] == NULL)
            return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    state = windows()->wait(handles, (uint32_t)count, milliseconds);
    Py_END_ALLOW_THREADS
    if (state < (uint32_t)count)
        return PyLong_FromUnsignedLong(state);
    if (state == WAIT_NONE)
        Py_RETURN_NONE;
    return raise_windows(state, "WaitForMultipleObjects");
}

static PyObject *process_exit_code(PyObject *module, PyObject *argument)
{
    (void)module;
    uint32_t code = 0;
    void *handle = handle_of(argument);
    if (handle == NULL)
        return NULL;
    uint32_t error = windows()->exit_code(handle, &code);
    return error != 0 ? raise_windows(error, "GetExitCodeProcess") : PyLong_FromUnsignedLong(code);
}

static PyObject *done(uint32_t error, const char *call)
{
    if (error != 0)
        return raise_windows(error, call);
    Py_RETURN_NONE;
}

static PyObject *process_terminate(PyObject *module, PyObject *arguments)
{
    (void)module;
    PyObject *argument;
    unsigned int code;
    if (!PyArg_ParseTuple(arguments, "OI", &argument, &code))
        return NULL;
    void *handle = handle_of(argument);
    return handle == NULL ? NULL : done(windows()->terminate(handle, code), "TerminateProcess");
}

static PyObject *process_suspend(PyObject *module, PyObject *argument)
{
    (void)module;
    void *handle = handle_of(argument);
    return handle == NULL ? NULL : done(windows()->suspend(handle), "NtSuspendProcess");
}

static PyObject *process_resume(PyObject *module, PyObject *argument)
{
    (void)module;
    void *handle = handle_of(argument);
    return handle == NULL ? NULL : done(windows()->resume(handle), "NtResumeProcess");
}

static PyObject *process_priority(PyObject *module, PyObject *argument)
{
    (void)module;
    uint32_t found = 0;
    void *handle = handle_of(argument);
    if (handle == NULL)
        return NULL;
    uint32_t error = windows()->priority(handle, &found);
    return error != 0 ? raise_windows(error, "GetPriorityClass") : PyLong_FromUnsignedLong(found);
}

static PyObject *process_set_priority(PyObject *module, PyObject *arguments)
{
    (void)module;
    PyObject *argument;
    unsigned int value;
    if (!PyArg_ParseTuple(arguments, "OI", &argument, &value))
        return NULL;
    void *handle = handle_of(argument);
    return handle == NULL ? NULL : done(windows()->set_priority(handle, value), "SetPriorityClass");
}

static PyObject *process_affinity(PyObject *module, PyObject *argument)
{
    (void)module;
    uint64_t masks[2] = {0};
    void *handle = handle_of(argument);
    if (handle == NULL)
        return NULL;
    uint32_t error = windows()->affinity(handle, masks);
    return error != 0 ? raise_windows(error, "GetProcessAffinityMask")
                      : Py_BuildValue("(KK)", masks[0], masks[1]);
}

static PyObject *process_set_affinity(PyObject *module, PyObject *arguments)
{
    (void)module;
    PyObject *argument;
    unsigned long long mask;
    if (!PyArg_ParseTuple(arguments, "OK", &argument, &mask))
        return NULL;
    void *handle = handle_of(argument);
    return handle == NULL ? NULL : done(windows()->set_affinity(handle, mask), "SetProcessAffinityMask");
}

/* A call that fills a buffer with UTF-16. */
typedef uint32_t (*namer)(void *of, uint16_t *name, uint32_t *size);

/* What it fills in, as a str. The error is the caller's: then there is neither a str nor an exception. */
static PyObject *name_of(void *of, namer call, uint32_t *error)
{
    uint32_t size = LONGEST;
    uint16_t *name = calloc(LONGEST, sizeof *name);
    if (name == NULL)
        return PyErr_NoMemory();
    Py_BEGIN_ALLOW_THREADS
    *error = call(of, name, &size);
    Py_END_ALLOW_THREADS
    PyObject *answer = *error != 0
                           ? NULL
                           : text_or_none((struct text){(unsigned char *)name,
                                                        (size < LONGEST ? size : LONGEST) * sizeof *name});
    free(name);
    return answer;
}

static PyObject *process_image(PyObject *module, PyObject *argument)
{
    (void)module;
    uint32_t error = 0;
    void *handle = handle_of(argument);
    if (handle == NULL)
        return NULL;
    PyObject *name = name_of(handle, windows()->image_name, &error);
    return error != 0 ? raise_windows(error, "QueryFullProcessImageName") : name;
}

/* The name of an account, or its SID. */
static PyObject *account_of(unsigned char *sid, size_t size)
{
    char text[SID_TEXT];
    uint32_t error = 0;
    if (sid_text(sid, size, text) < 0)
        return raise_malformed("GetTokenInformation");
    PyObject *name = name_of(sid, windows()->account, &error);
    /* Accounts are deleted, and domains cannot be reached. */
    return error != 0 ? PyUnicode_FromString(text) : name;
}

static PyObject *process_account(PyObject *module, PyObject *argument)
{
    (void)module;
    unsigned char sid[SID_LONGEST] = {0};
    uint32_t size = sizeof sid, error;
    void *handle = handle_of(argument);
    if (handle == NULL)
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    error = windows()->user(handle, sid, &size);
    Py_END_ALLOW_THREADS
    if (error != 0)
        return raise_windows(error, "GetTokenInformation");
    return account_of(sid, size < sizeof sid ? size : sizeof sid);
}

static PyObject *account(PyObject *module, PyObject *argument)
{
    (void)module;
    unsigned char sid[SID_LONGEST] = {0};
    char *bytes;
    Py_ssize_t size;
    if (PyBytes_AsStringAndSize(argument, &bytes, &size) < 0)
        return NULL;
    if ((size_t)size > sizeof sid) {
        PyErr_SetString(PyExc_ValueError, "no SID");
        return NULL;
    }
    memcpy(sid, bytes, (size_t)size);
    return account_of(sid, (size_t)size);
}

static PyObject *process_io_priority(PyObject *module, PyObject *argument)
{
    (void)module;
    unsigned char value[4] = {0};
    uint32_t returned, error;
    void *handle = handle_of(argument);
    if (handle == NULL)
        return NULL;
    error = windows()->query_process(handle, PROCESS_IO_PRIORITY, value, sizeof value, &returned);
    return error != 0 ? raise_windows(error, "NtQueryInformationProcess(ProcessIoPriority)")
                      : PyLong_FromUnsignedLong(get_u32(value));
}

static PyObject *process_set_io_priority(PyObject *module, PyObject *arguments)
{
    (void)module;
    PyObject *argument;
    unsigned int value;
    if (!PyArg_ParseTuple(arguments, "OI", &argument, &value))
        return NULL;
    void *handle = handle_of(argument);
    return handle == NULL ? NULL
                          : done(windows()->set_process(handle, PROCESS_IO_PRIORITY, &value, sizeof value),
                                 "NtSetInformationProcess(ProcessIoPriority)");
}

static PyObject *parameter(PyObject *argument, enum parameter which, const char *source)
{
    struct answer answer;
    struct text text;
    uint32_t error;
    void *handle = handle_of(argument);
    if (handle == NULL)
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    error = query_parameter(handle, which, &answer, &text);
    Py_END_ALLOW_THREADS
    if (error != 0)
        return raise_windows(error, source);
    PyObject *found = text_or_none(text);
    free(answer.buffer);
    return found;
}

static PyObject *process_command_line(PyObject *module, PyObject *argument)
{
    (void)module;
    return parameter(argument, COMMAND_LINE, "NtQueryInformationProcess(ProcessCommandLineInformation)");
}

static PyObject *process_directory(PyObject *module, PyObject *argument)
{
    (void)module;
    return parameter(argument, CURRENT_DIRECTORY, "ReadProcessMemory");
}

static PyObject *process_environment(PyObject *module, PyObject *argument)
{
    (void)module;
    return parameter(argument, ENVIRONMENT, "ReadProcessMemory");
}

PyMethodDef handle_methods[] = {
    {"account", account, METH_O,
     "account(sid, /)\n--\n\nDOMAIN\\\\name of an account; the SID if it has none."},
    {"process_open", process_open, METH_VARARGS,
     "process_open(pid, rights, /)\n--\n\nA handle, to be closed."},
    {"process_close", process_close, METH_O, "process_close(handle, /)\n--\n\nClose it."},
    {"process_created", process_created, METH_O,
     "process_created(handle, /)\n--\n\nWhen it began, in 100 ns since 1601."},
    {"process_wait", process_wait, METH_VARARGS,
     "process_wait(handles, milliseconds, /)\n--\n\n"
     "The index of one that has ended, None if none has by then. 2**32 - 1: wait for ever. At most 64."},
    {"process_exit_code", process_exit_code, METH_O,
     "process_exit_code(handle, /)\n--\n\nWhat it ended with; 259 while it runs."},
    {"process_terminate", process_terminate, METH_VARARGS,
     "process_terminate(handle, code, /)\n--\n\nEnd it with this code."},
    {"process_suspend", process_suspend, METH_O, "process_suspend(handle, /)\n--\n\nSuspend all threads."},
    {"process_resume", process_resume, METH_O, "process_resume(handle, /)\n--\n\nResume all threads."},
    {"process_priority", process_priority, METH_O, "process_priority(handle, /)\n--\n\nIts priority class."},
    {"process_set_priority", process_set_priority, METH_VARARGS,
     "process_set_priority(handle, priority, /)\n--\n\nSet its priority class."},
    {"process_affinity", process_affinity, METH_O,
     "process_affinity(handle, /)\n--\n\n"
     "A bit for each CPU of its group (that it may run on, that there is); (0, 0) if it is in several "
     "groups."},
    {"process_set_affinity", process_set_affinity, METH_VARARGS,
     "process_set_affinity(handle, mask, /)\n--\n\nSet these."},
    {"process_io_priority", process_io_priority, METH_O,
     "process_io_priority(handle, /)\n--\n\nHow disks' queues treat it: 0 (last) to 3."},
    {"process_set_io_priority", process_set_io_priority, METH_VARARGS,
     "process_set_io_priority(handle, priority, /)\n--\n\nSet it."},
    {"process_image", process_image, METH_O, "process_image(handle, /)\n--\n\nPath of the executable."},
    {"process_account", process_account, METH_O,
     "process_account(handle, /)\n--\n\nWho runs it: DOMAIN\\name; the SID if that has no name."},
    {"process_command_line", process_command_line, METH_O,
     "process_command_line(handle, /)\n--\n\nThe command line, one text; None if it has none."},
    {"process_directory", process_directory, METH_O,
     "process_directory(handle, /)\n--\n\nThe current directory; None if it has none."},
    {"process_environment", process_environment, METH_O,
     "process_environment(handle, /)\n--\n\nName=value texts, each ended by a NUL; None if it has none."},
    {NULL, NULL, 0, NULL},
};
