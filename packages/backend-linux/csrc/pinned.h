/* A folder of one process that is held open. Of process_folder.c; needs Python.h for its arguments. */
#ifndef SYSPROBE_PINNED_H
#define SYSPROBE_PINNED_H

#include "native.h"

#include <stddef.h>
#include <sys/types.h>

/* The descriptor, and what tells the folder from whatever may get its number after somebody closed all
   descriptors (daemons do). */
struct pinned {
    int fd;
    dev_t device;
    ino_t inode;
};

/* 0, or ESTALE where the descriptor is no longer that folder. */
int pinned_check(const struct pinned *folder);

/* The arguments (fd, device, inode, name) of a function. 0, or -1 with an exception set. */
int pinned_arguments(PyObject *args, struct pinned *folder, const char **name);

/* The target of a link as it is, however long. 0 or an errno; *out is the caller's to free. */
int pinned_link(int folder, const char *name, char **out, size_t *len);

#endif
