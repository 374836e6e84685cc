/* Bindings of the memory parsers. */
#include "parse_memory.h"

#include "native.h"
#include "objects.h"

static PyObject *meminfo(PyObject *module, PyObject *text)
{
    const char *at, *end;
    struct meminfo found;
    (void)module;
    if (!open_bytes(text, &at, &end))
        return NULL;
    parse_meminfo(at, (size_t)(end - at), &found);
    return u64_tuple(found.field, MEMINFO_FIELDS, found.present);
}

static PyObject *swap_traffic(PyObject *module, PyObject *text)
{
    const char *at, *end;
    struct swap_traffic found;
    (void)module;
    if (!open_bytes(text, &at, &end))
        return NULL;
    parse_swap_traffic(at, (size_t)(end - at), &found);
    if (!found.present)
        Py_RETURN_NONE;
    return Py_BuildValue("KK", (unsigned long long)found.in, (unsigned long long)found.out);
}

static PyObject *zones(PyObject *module, PyObject *text)
{
    const char *at, *end;
    struct zones found;
    (void)module;
    if (!open_bytes(text, &at, &end))
        return NULL;
    parse_zones(at, (size_t)(end - at), &found);
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
