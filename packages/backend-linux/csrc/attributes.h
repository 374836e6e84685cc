/* Reading many small files of one folder: the attributes that drivers export in /sys. */
#ifndef SYSPROBE_ATTRIBUTES_H
#define SYSPROBE_ATTRIBUTES_H

#include <stddef.h>

#include "files.h"

struct attribute {
    const char *name;
    int error;           /* errno, or 0 */
    size_t offset, size; /* of its text in the common buffer */
};

/* Read these files of a folder into one buffer. A file that fails, or is no small file, has its error set;
   the others do not mind. Needs no GIL. Returns 0, or an errno if the folder cannot be opened or memory is
   short. The caller frees the buffer in any case. */
int read_attributes(const char *folder, struct attribute *attributes, size_t count, struct buffer *texts);

#endif
