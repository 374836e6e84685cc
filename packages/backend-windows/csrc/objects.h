/* Small helpers that make Python objects from C values. Every one of them that takes a new reference owns it
   from then on, also when it fails. */
#ifndef SYSPROBE_OBJECTS_H
#define SYSPROBE_OBJECTS_H

#include "native.h"
#include "parse_span.h"
#include <stdint.h>

/* A str (lone surrogates pass), or None where there is no text. */
PyObject *text_or_none(struct text text);

/* The path or name that an argument is: bytes of UTF-16 with a NUL at the end. NULL with an exception. */
const uint16_t *path_of(PyObject *argument);

/* Append and drop the reference to item; item may be NULL (its maker failed). 0, or -1 with an exception set.
 */
int append_new(PyObject *list, PyObject *item);

/* OSError for what a call answered: errno says of which kind, the text has the call and Windows' own number.
   ENOSYS: this Windows does not have it; EACCES; ENOENT: it is gone;
   EAGAIN: it is on its way; ENOMEM; EIO: everything else. Always
   NULL. */
PyObject *raise_windows(uint32_t error, const char *call);

/* The same for a buffer that makes no sense. */
PyObject *raise_malformed(const char *call);

#endif
