/* Bindings of the cpu domain. */
#include "kernel.h"
#include "objects.h"

static PyObject *processor_ticks(PyObject *module, PyObject *none)
{
    (void)module, (void)none;
    struct processor_list list;
    int error;
    Py_BEGIN_ALLOW_THREADS
    error = read_processor_ticks(&list);
    Py_END_ALLOW_THREADS
    if (error != 0)
        return raise_errno(error, "host_processor_info(PROCESSOR_CPU_LOAD_INFO)");
    PyObject *result = PyList_New(0);
    for (size_t i = 0; result != NULL && i < list.count; i++) {
        const uint32_t *ticks = list.ticks + i * PROCESSOR_STATES;
        if (append_new(result, Py_BuildValue("(IIII)", (unsigned int)ticks[0], (unsigned int)ticks[1],
                                             (unsigned int)ticks[2], (unsigned int)ticks[3])) < 0)
            Py_CLEAR(result);
    }
    free_processor_ticks(&list);
    return result;
}

PyMethodDef cpu_methods[] = {
    {"processor_ticks", processor_ticks, METH_NOARGS,
     "processor_ticks()\n--\n\nPer CPU: ticks (1/100 s) in user mode, in the kernel, idle, and in user mode "
     "at low "
     "priority."},
    {NULL, NULL, 0, NULL},
};
