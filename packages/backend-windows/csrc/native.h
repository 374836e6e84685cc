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

/* The headers of 3.12 and 3.13 take None, True and False for immortal, which they are not yet in 3.11, where
 * a module of the stable ABI may run whichever Python it was built with. */
#undef Py_RETURN_NONE
#undef Py_RETURN_TRUE
#undef Py_RETURN_FALSE
#define Py_RETURN_NONE return Py_NewRef(Py_None)
#define Py_RETURN_TRUE return Py_NewRef(Py_True)
#define Py_RETURN_FALSE return Py_NewRef(Py_False)

/* PyMethodDef's one type for all calling conventions. */
#define METHOD(function) ((PyCFunction)(void (*)(void))(function))

#endif
