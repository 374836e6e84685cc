/* Handles, which Python holds as numbers. */
#ifndef SYSPROBE_HANDLE_H
#define SYSPROBE_HANDLE_H

#include "native.h"
#include <stdint.h>

/* Paths have at most 32767 UTF-16 units. */
enum { LONGEST = 32768 };

/* The handle that an argument is; NULL with an exception. */
void *handle_of(PyObject *argument);

#endif
