/* What every binding of this module shares. Parsers (parse_*.c) must not include it: they know nothing of
 * Python.
 *
 * The GIL is let go of around system calls that can wait: those on files, devices and sockets, and those on
 * descriptors kept from earlier calls, whose number may stand for a file of a server that does not answer by
 * now. It is kept around the few that only look at or change what the kernel has at hand (sysinfo, ioprio,
 * sending a signal, waitid(WNOHANG)).
 */
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
