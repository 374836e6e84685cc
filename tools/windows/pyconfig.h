/* Stands in for CPython's own pyconfig.h on 64-bit Windows, enough for code of the stable ABI, so that the Windows wheel
   can be built anywhere from the running interpreter's headers. */
#ifndef Py_CONFIG_H
#define Py_CONFIG_H
#define MS_WIN32 1
#define MS_WINDOWS 1
#define MS_WIN64 1
#define NT_THREADS 1
#define WITH_THREAD 1
#define HAVE_STDDEF_H 1
#define HAVE_ERRNO_H 1
#define HAVE_SYS_TYPES_H 1
#define HAVE_SYS_STAT_H 1
#define HAVE_STDARG_PROTOTYPES 1
#define HAVE_LONG_LONG 1
#define SIZEOF_VOID_P 8
#define SIZEOF_SIZE_T 8
#define SIZEOF_TIME_T 8
#define SIZEOF_SHORT 2
#define SIZEOF_INT 4
#define SIZEOF_LONG 4
#define SIZEOF_LONG_LONG 8
#define SIZEOF_FLOAT 4
#define SIZEOF_DOUBLE 8
#define SIZEOF_WCHAR_T 2
#define SIZEOF_FPOS_T 8
#define SIZEOF_PID_T 4
#define SIZEOF_OFF_T 4
#define ALIGNOF_LONG 4
#define HAVE_DECLSPEC_DLL 1
#ifndef Py_BUILD_CORE
#define Py_ENABLE_SHARED 1
#endif
#define HAVE_DYNAMIC_LOADING 1
#define HAVE_WCHAR_H 1
/* Windows' own pyconfig.h defines Py_ssize_t itself */
#define HAVE_PY_SSIZE_T 1
typedef long long Py_ssize_t;
#define PY_SSIZE_T_MAX LLONG_MAX
#include <limits.h>
#endif
