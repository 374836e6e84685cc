/* The block that sysctl(KERN_PROCARGS2) gives: argc, path, padding, arguments, environment. No Python, no
 * Darwin header. */
#ifndef SYSPROBE_PARSE_PROCARGS_H
#define SYSPROBE_PARSE_PROCARGS_H

#include <stddef.h>
#include <stdint.h>

struct arguments {
    size_t arguments_at; /* offset of the first argument */
    size_t arguments_size;
    size_t environment_at;
    size_t environment_size;
    uint32_t count; /* of arguments */
};

/* Where the texts lie, one zero byte behind each. The environment ends with an empty text or with the block;
   the kernel hands out none for protected processes. 0, or -1 if the block is cut or malformed: a process may
   overwrite its own. */
int parse_procargs(const uint8_t *block, size_t size, struct arguments *out);

#endif
