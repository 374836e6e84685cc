/* The block that sysctl(KERN_PROCARGS2) gives: argc, path, padding, arguments, environment. No Python, no
 * Darwin header. */
#ifndef SYSPROBE_PARSE_PROCARGS_H
#define SYSPROBE_PARSE_PROCARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arguments {
    size_t arguments_at; /* offset of the first argument */
    size_t arguments_size;
    size_t environment_at;
    size_t environment_size;
    uint32_t count; /* of arguments */
    bool withheld;  /* the environment: the block ends behind the arguments */
};

/* Where the texts lie, one zero byte behind each. The kernel fills up with zero bytes to a multiple of eight
   behind the path and behind the environment, and ends with texts of its own (which tell dyld and libc of
   stack guards and the like): where the environment needs no filling up, nothing but their names parts the
   two. For protected processes it hands out what lies before the environment only. 0, or -1 if the block is
   cut or malformed: a process may overwrite its own. */
int parse_procargs(const uint8_t *block, size_t size, struct arguments *out);

#endif
