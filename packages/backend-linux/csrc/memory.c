/* Bindings of the memory parsers. */
#include "parse_memory.h"

#include "native.h"
#include "objects.h"

static PyObject *meminfo(PyObject *module, PyObject *text)
{
    char *data;
    Py_ssize_t size, at = 0;
    struct meminfo found;
    PyObject *answer;
    (void)module;
    if (PyBytes_AsStringAndSize(text, &data, &size) < 0)
        return NULL;
    parse_meminfo(data, (size_t)size, &found);
    answer = PyTuple_New(MEMINFO_FIELDS);
    if (answer == NULL)
        return NULL;
    for (int field = 0; field < MEMINFO_FIELDS; field++) {
        PyObject *value = u64_or_none((found.present & (UINT32_C(1) << field)) != 0, found.field[field]);
        if (put_new(answer, &at, value) < 0) {
            Py_DECREF(answer);
            return NULL;
        }
    }
    return answer;
}

static PyObject *swap_traffic(PyObject *module, PyObject *text)
{
    char *data;
    Py_ssize_t size;
    struct swap_traffic found;
    (void)module;
    if (PyBytes_AsStringAndSize(text, &data, &size) < 0)
        return NULL;
    parse_swap_traffic(data, (size_t)size, &found);
    if (!found.present)
        Py_RETURN_NONE;
    return Py_BuildValue("KK", (unsigned long long)found.in, (unsigned long long)found.out);
}

static PyObject *zones(PyObject *module, PyObject *text)
{
    char *data;
    Py_ssize_t size;
    struct zones found;
    (void)module;
    if (PyBytes_AsStringAndSize(text, &data, &size) < 0)
        return NULL;
    parse_zones(data, (size_t)size, &found);
    if (!found.present)
        Py_RETURN_NONE;
    return Py_BuildValue("KK", (unsigned long long)found.low, (unsigned long long)found.managed);
}

PyMethodDef memory_methods[] = {
    {"parse_meminfo", METHOD(meminfo), METH_O,
     "parse_meminfo(text, /)\n--\n\nThe fields of struct meminfo in their order: bytes, or None where a line "
     "is missing."},
    {"parse_swap_traffic", METHOD(swap_traffic), METH_O,
     "parse_swap_traffic(text, /)\n--\n\n(pages swapped in, pages swapped out) from /proc/vmstat, or None."},
    {"parse_zones", METHOD(zones), METH_O,
     "parse_zones(text, /)\n--\n\n(sum of low watermarks, pages managed) from /proc/zoneinfo, or None."},
    {NULL, NULL, 0, NULL},
};
