/* Binding of the memory domain: the allocator of this process. */
#include "objects.h"

#include <sys/types.h>

/* malloc/malloc.h, which not every compiler can read. */
struct allocator_statistics {
    unsigned blocks_in_use;
    size_t size_in_use;
    size_t max_size_in_use;
    size_t size_allocated;
};
extern void malloc_zone_statistics(void *zone, struct allocator_statistics *out);
extern size_t malloc_zone_pressure_relief(void *zone, size_t goal);

static PyObject *heap_used(PyObject *module, PyObject *none)
{
    (void)module, (void)none;
    struct allocator_statistics found = {0, 0, 0, 0};
    Py_BEGIN_ALLOW_THREADS
    malloc_zone_statistics(NULL, &found);
    Py_END_ALLOW_THREADS
    return PyLong_FromSize_t(found.size_in_use);
}

static PyObject *heap_trim(PyObject *module, PyObject *none)
{
    (void)module, (void)none;
    size_t given_back;
    Py_BEGIN_ALLOW_THREADS
    given_back = malloc_zone_pressure_relief(NULL, 0);
    Py_END_ALLOW_THREADS
    return PyLong_FromSize_t(given_back);
}

PyMethodDef heap_methods[] = {
    {"heap_used", heap_used, METH_NOARGS, "heap_used()\n--\n\nBytes that are allocated, of all zones."},
    {"heap_trim", heap_trim, METH_NOARGS,
     "heap_trim()\n--\n\nGive back what no zone needs; how many bytes it was."},
    {NULL, NULL, 0, NULL},
};
