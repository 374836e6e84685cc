/* Batteries. */
#include "calls.h"
#include "objects.h"
#include "parse_span.h"

/* SYSTEM_POWER_STATUS; layouts_windows.c compares it with the SDK's. */
enum { POWER_STATUS_SIZE = 12, POWER_STATUS_LEFT = 4 };

static PyObject *battery(PyObject *module, PyObject *arguments)
{
    (void)module;
    (void)arguments;
    unsigned char bytes[POWER_STATUS_SIZE] = {0};
    uint32_t error;
    Py_BEGIN_ALLOW_THREADS
    error = windows()->power_status(bytes, sizeof bytes);
    Py_END_ALLOW_THREADS
    if (error != 0)
        return raise_windows(error, "GetSystemPowerStatus");
    return Py_BuildValue("(iiiI)", (int)bytes[0], (int)bytes[1], (int)bytes[2],
                         get_u32(bytes + POWER_STATUS_LEFT));
}

PyMethodDef sensors_methods[] = {
    {"battery", battery, METH_NOARGS,
     "battery()\n--\n\n"
     "All batteries together: (1: outside supply, 0: none, flags, percent, seconds left). 255 and 2**32 - 1: "
     "unknown."},
    {NULL, NULL, 0, NULL},
};
