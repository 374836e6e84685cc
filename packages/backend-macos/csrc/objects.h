/* Small helpers that make Python objects from C values. Every one of them that takes a new reference owns it
   from then on, also when it fails. */
#ifndef SYSPROBE_OBJECTS_H
#define SYSPROBE_OBJECTS_H

#include "native.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An int, or None where the value is not known. */
PyObject *u64_or_none(bool known, uint64_t value);
PyObject *i64_or_none(bool known, int64_t value);

/* bytes, or None for NULL. */
PyObject *bytes_or_none(const void *data, size_t size);

/* A str of the file system's encoding with surrogateescape (never fails on odd bytes), or None for NULL. */
PyObject *text_or_none(const char *text, size_t size);

/* Append and drop the reference to item; item may be NULL (its maker failed). 0, or -1 with an exception set.
 */
int append_new(PyObject *list, PyObject *item);

/* Put value at this place of a new tuple, and count up. 0, or -1 with an exception set; value may be NULL. */
int put_new(PyObject *tuple, Py_ssize_t *position, PyObject *value);

/* OSError of this errno, naming the call. Always NULL. */
PyObject *raise_errno(int error, const char *source);

#endif
