/* Reading whole files of /proc and /sys. */
#ifndef SYSPROBE_FILES_H
#define SYSPROBE_FILES_H

#include <stddef.h>
#include <sys/types.h>

struct buffer {
    char *data;
    size_t size;     /* bytes read */
    size_t capacity; /* bytes allocated */
};

/* Read the file from its start until its end into a buffer that grows, but never past `limit` bytes. Needs no
   GIL. Returns 0 or an errno (EFBIG: longer than the limit). The caller frees the buffer with buffer_free(),
   also after an error. */
int read_all(int descriptor, struct buffer *out, size_t limit);
/* The same for a file that its file system shows in one piece (single_open() and attributes of /sys): less
   than what was asked for is all there is, which spares the read that says so. */
int read_shown(int descriptor, struct buffer *out, size_t limit);
/* read_all() of a file named relative to a folder's descriptor. */
int read_all_at(int folder, const char *name, struct buffer *out, size_t limit);
/* One read, for files of one record, which the kernel hands over whole: its length, or -1 with errno set.
   Needs no GIL. Where the length is `size`, there may be more. */
ssize_t read_record_at(int folder, const char *name, char *out, size_t size);
void buffer_free(struct buffer *buffer);

#endif
