/* The numbers in a folder of one process: its descriptors, its threads. */
#ifndef SYSPROBE_PROCESS_NUMBERS_H
#define SYSPROBE_PROCESS_NUMBERS_H

#include "directory.h"
#include "pinned.h"

#include <stddef.h>

struct numbers {
    int *at;
    size_t count, room;
};

/* The numbers that are names in an open directory, in its order. 0 or an errno; free numbers->at in both
 * cases. */
int list_numbers(struct directory *directory, struct numbers *out);

/* Opens a folder of a process and lists the numbers in it, ascending. 0 or an errno; free numbers->at in both
   cases, close the directory where 0 was returned. */
int open_numbers(const struct pinned *folder, const char *name, struct directory *directory,
                 struct numbers *out);

#endif
