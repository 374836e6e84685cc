/* The module's definition and nothing else; its functions are listed in tables.h, file by file. */
#include "native.h"

#define TABLE(name) extern PyMethodDef name##_methods[];
#include "tables.h"
#undef TABLE

#define TABLE(name) name##_methods,
static PyMethodDef *const tables[] = {
#include "tables.h"
    NULL,
};
#undef TABLE

static int add_functions(PyObject *module)
{
    for (PyMethodDef *const *table = tables; *table != NULL; table++) {
        if (PyModule_AddFunctions(module, *table) < 0)
            return -1;
    }
    return 0;
}

/* Slots newer than our stable ABI (3.11) have fixed numbers. Which of them this interpreter knows is decided
   when the module is loaded, so that one binary works in sub-interpreters of 3.12 and without the GIL
   from 3.13 on. */
enum { SLOT_MULTIPLE_INTERPRETERS = 3, SLOT_GIL = 4 };
#define PER_INTERPRETER_GIL ((void *)2)
#define GIL_NOT_USED ((void *)1)
#define EXEC {Py_mod_exec, (void *)add_functions}

static PyModuleDef_Slot slots_311[] = {EXEC, {0, NULL}};
static PyModuleDef_Slot slots_312[] = {EXEC, {SLOT_MULTIPLE_INTERPRETERS, PER_INTERPRETER_GIL}, {0, NULL}};
static PyModuleDef_Slot slots_313[] = {
    EXEC, {SLOT_MULTIPLE_INTERPRETERS, PER_INTERPRETER_GIL}, {SLOT_GIL, GIL_NOT_USED}, {0, NULL}};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "sysprobe_macos._native",
    .m_doc = "Mach, libproc and sysctl for the macOS backend: plain values in, plain values out.",
};

PyMODINIT_FUNC PyInit__native(void)
{
    definition.m_slots = Py_Version >= 0x030d0000   ? slots_313
                         : Py_Version >= 0x030c0000 ? slots_312
                                                    : slots_311;
    return PyModuleDef_Init(&definition);
}
