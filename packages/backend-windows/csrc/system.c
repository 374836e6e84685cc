/* Boot time and sessions. */
#include "calls.h"
#include "objects.h"
#include "parse_session.h"

#include <string.h>

static PyObject *time_of_day(PyObject *module, PyObject *arguments)
{
    (void)module;
    (void)arguments;
    /* SYSTEM_TIMEOFDAY_INFORMATION: boot time, now, time zone bias, time zone id, boot time bias, sleep time
       bias. Wine takes exactly this size. */
    unsigned char bytes[48] = {0};
    uint32_t returned = 0, error;
    Py_BEGIN_ALLOW_THREADS
    error = windows()->query_system(SYSTEM_TIME_OF_DAY, bytes, sizeof bytes, &returned);
    Py_END_ALLOW_THREADS
    if (error != 0)
        return raise_windows(error, "NtQuerySystemInformation(SystemTimeOfDayInformation)");
    return Py_BuildValue("(KKK)", get_u64(bytes), get_u64(bytes + 8), get_u64(bytes + 40));
}

static PyObject *sessions(PyObject *module, PyObject *arguments)
{
    (void)module;
    (void)arguments;
    void *array = NULL;
    uint32_t count = 0, error;
    Py_BEGIN_ALLOW_THREADS
    error = windows()->sessions(&array, &count);
    Py_END_ALLOW_THREADS
    if (error != 0)
        return raise_windows(error, "WTSEnumerateSessions");
    PyObject *list = PyList_New(0);
    for (uint32_t i = 0; list != NULL && i < count; i++) {
        const unsigned char *at = (const unsigned char *)array + (size_t)i * SESSION_SIZE;
        if (append_new(list, PyLong_FromUnsignedLong(get_u32(at + SESSION_ID))) < 0)
            Py_CLEAR(list);
    }
    windows()->free_sessions(array);
    return list;
}

/* What a session's buffer becomes in Python. */
typedef PyObject *(*reader)(const unsigned char *bytes, size_t size);

static PyObject *ask_session(PyObject *argument, uint32_t kind, reader read)
{
    void *buffer = NULL;
    uint32_t size = 0, error;
    unsigned long session = PyLong_AsUnsignedLong(argument);
    if (session == (unsigned long)-1 && PyErr_Occurred())
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    error = windows()->session_information((uint32_t)session, kind, &buffer, &size);
    Py_END_ALLOW_THREADS
    if (error != 0)
        return raise_windows(error, "WTSQuerySessionInformation");
    PyObject *answer = read(buffer, buffer == NULL ? 0 : size);
    windows()->free_sessions(buffer);
    return answer;
}

static PyObject *read_text(const unsigned char *bytes, size_t size)
{
    return text_or_none(parse_session_text(bytes, size));
}

static PyObject *read_start(const unsigned char *bytes, size_t size)
{
    return PyLong_FromUnsignedLongLong(parse_session_start(bytes, size));
}

static PyObject *read_address(const unsigned char *bytes, size_t size)
{
    const unsigned char *address = parse_client_ipv4(bytes, size);
    if (address == NULL)
        Py_RETURN_NONE;
    return PyBytes_FromStringAndSize((const char *)address, 4);
}

static PyObject *session_user(PyObject *module, PyObject *argument)
{
    (void)module;
    return ask_session(argument, SESSION_USER_NAME, read_text);
}

static PyObject *session_start(PyObject *module, PyObject *argument)
{
    (void)module;
    return ask_session(argument, SESSION_INFO, read_start);
}

static PyObject *session_address(PyObject *module, PyObject *argument)
{
    (void)module;
    return ask_session(argument, SESSION_CLIENT_ADDRESS, read_address);
}

static PyObject *session_client(PyObject *module, PyObject *argument)
{
    (void)module;
    return ask_session(argument, SESSION_CLIENT_NAME, read_text);
}

PyMethodDef system_methods[] = {
    {"time_of_day", time_of_day, METH_NOARGS,
     "time_of_day()\n--\n\n(boot time, now, time slept since boot) in 100 ns, the first two since 1601."},
    {"sessions", sessions, METH_NOARGS, "sessions()\n--\n\nIds of all sessions, those without a user too."},
    {"session_user", session_user, METH_O,
     "session_user(session, /)\n--\n\nWho is logged on, without the domain; empty if nobody is."},
    {"session_start", session_start, METH_O,
     "session_start(session, /)\n--\n\nTime of logon in 100 ns since 1601; 0 if it is not known."},
    {"session_address", session_address, METH_O,
     "session_address(session, /)\n--\n\nIPv4 address of the client, four bytes; None for a local session."},
    {"session_client", session_client, METH_O,
     "session_client(session, /)\n--\n\nName of the client's machine; empty for a local session."},
    {NULL, NULL, 0, NULL},
};
