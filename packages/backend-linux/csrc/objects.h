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
PyObject *double_or_none(bool known, double value);

/* A str of the file system's encoding with surrogateescape (never fails on odd bytes), or None for NULL. */
PyObject *text_or_none(const char *text, size_t size);

/* Append and drop the reference to item; item may be NULL (its maker failed). 0, or -1 with an exception set.
 */
int append_new(PyObject *list, PyObject *item);

/* dictionary[key] = value, and drop both references; either may be NULL. 0, or -1 with an exception set. */
int set_new(PyObject *dictionary, PyObject *key, PyObject *value);

/* Put value at this place of a new tuple, and count up. 0, or -1 with an exception set; value may be NULL. */
int put_new(PyObject *tuple, Py_ssize_t *position, PyObject *value);

/* A tuple of the values, None for those whose bit of `known` is not set. */
PyObject *u64_tuple(const uint64_t *values, int count, uint64_t known);
PyObject *i64_tuple(const int64_t *values, int count, uint64_t known);

/* Start and end of a bytes object; false with an exception set if it is none. */
bool open_bytes(PyObject *data, const char **start, const char **end);

/* OSError of this errno, naming the file or call. Always NULL. */
PyObject *raise_errno(int error, const char *source);

#endif
