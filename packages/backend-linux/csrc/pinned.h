/* A folder of one process that is held open: /proc/PID, beneath which nobody else is ever read. Python holds
   it as a capsule, whose end closes it. Of process_folder.c. */
#ifndef SYSPROBE_PINNED_H
#define SYSPROBE_PINNED_H

#include "native.h"

#include <stddef.h>
#include <sys/types.h>

/* What lies in a folder. */
enum pinned_kind {
    PINNED_RECORDED, /* files: sizes are no counts, links would lead to files of this machine */
    PINNED_PROCFS,   /* this kernel's, under another root: so are its paths */
    PINNED_LIVE      /* this machine's */
};

/* The descriptor, and what tells the folder from whatever may get its number after somebody closed all
   descriptors (daemons do). */
struct pinned {
    int fd, kind;
    dev_t device;
    ino_t inode;
};

/* 0, or ESTALE where the descriptor is no longer that folder. */
int pinned_check(const struct pinned *folder);

/* 0 if that is so and its process is there, zombies too; ENOENT where it is gone. Whatever its pid was used
   for before was done to it. */
int pinned_alive(const struct pinned *folder);

/* What process_meet() returned; NULL with an exception set. */
const struct pinned *pinned_folder(PyObject *capsule);

/* The arguments (folder, name) of a function. 0, or -1 with an exception set. */
int pinned_arguments(PyObject *const *args, Py_ssize_t count, const struct pinned **folder,
                     const char **name);

/* The kernel makes no target longer than 4,095 bytes. */
enum { LINK_SIZE = 4096 };

/* The target of a link, ended by NUL. 0 or an errno. */
int pinned_link(int folder, const char *name, char target[LINK_SIZE], size_t *len);

#endif
