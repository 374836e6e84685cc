/* The allocator of this process. glibc has what other C libraries lack, so it is looked for when it is asked.
 */
#include <dlfcn.h>
#include <stddef.h>

#include "native.h"

/* struct mallinfo2 of <malloc.h> since glibc 2.33; spelt out so that older headers compile as well. */
struct heap_numbers {
    size_t arena, ordblks, smblks, hblks, hblkhd, usmblks, fsmblks, uordblks, fordblks, keepcost;
};

static PyObject *heap_info(PyObject *module, PyObject *unused)
{
    struct heap_numbers (*look)(void);
    struct heap_numbers found;
    (void)module;
    (void)unused;
    *(void **)&look = dlsym(RTLD_DEFAULT, "mallinfo2");
    if (look == NULL)
        Py_RETURN_NONE;
    Py_BEGIN_ALLOW_THREADS
    found = look();
    Py_END_ALLOW_THREADS
    return Py_BuildValue("nn", (Py_ssize_t)found.uordblks, (Py_ssize_t)found.hblkhd);
}

static PyObject *heap_trim(PyObject *module, PyObject *unused)
{
    int (*trim)(size_t);
    int given;
    (void)module;
    (void)unused;
    *(void **)&trim = dlsym(RTLD_DEFAULT, "malloc_trim");
    if (trim == NULL)
        Py_RETURN_NONE;
    Py_BEGIN_ALLOW_THREADS
    given = trim(0);
    Py_END_ALLOW_THREADS
    return PyBool_FromLong(given);
}

PyMethodDef heap_methods[] = {
    {"heap_info", METHOD(heap_info), METH_NOARGS,
     "heap_info()\n--\n\n(bytes in use, bytes mapped) of the C library's allocator, or None where it does "
     "not tell."},
    {"heap_trim", METHOD(heap_trim), METH_NOARGS,
     "heap_trim()\n--\n\nGive memory back to the system: whether there was any, or None where that cannot be "
     "done."},
    {NULL, NULL, 0, NULL},
};
