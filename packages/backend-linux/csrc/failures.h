/* Errors of system calls that are about us and not about what was asked for. No Python.h. */
#ifndef SYSPROBE_FAILURES_H
#define SYSPROBE_FAILURES_H

#include <errno.h>

/* Whether we lack something, memory or descriptors: what could not be looked at may well be there. */
static inline int is_our_failure(int error)
{
    return error == ENOMEM || error == EMFILE || error == ENFILE;
}

/* Refused to us, though it is there. */
static inline int is_denied(int error)
{
    return error == EACCES || error == EPERM;
}

#endif
