/* What every binding of this module shares. Parsers (parse_*.c) must not include it: they know nothing of
 * Python. */
#ifndef SYSPROBE_NATIVE_H
#define SYSPROBE_NATIVE_H

#define PY_SSIZE_T_CLEAN
#include <pyconfig.h>
/* Free-threaded 3.13 and 3.14 have no stable ABI: there the module is built for one version. */
#if !defined(Py_LIMITED_API) && !defined(Py_GIL_DISABLED)
#define Py_LIMITED_API 0x030b0000
#endif
#include <Python.h>

/* PyMethodDef's one type for all calling conventions. */
#define METHOD(function) ((PyCFunction)(void (*)(void))(function))

#endif
