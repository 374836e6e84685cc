/* One region of an address space, as proc_pidinfo(PROC_PIDREGIONPATHINFO) and mach_vm_region_recurse() tell
 * it. No Python, no Darwin header. */
#ifndef SYSPROBE_PARSE_VM_REGION_H
#define SYSPROBE_PARSE_VM_REGION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct region {
    uint64_t start;
    uint64_t size;
    uint64_t offset; /* in the object that it maps */
    uint32_t protection;
    uint32_t max_protection;
    uint32_t share_mode; /* SM_COW, ... */
    uint32_t tag;        /* VM_MEMORY_MALLOC, ... */
    uint32_t references;
    uint32_t resident; /* pages, as the following */
    uint32_t swapped_out;
    uint32_t dirtied;
    uint32_t private_resident; /* the two only if counted */
    uint32_t shared_resident;
    uint32_t depth;
    bool counted;
    bool submap;
};

/* struct proc_regionwithpathinfo */
#define REGION_PATH_INFO_SIZE 1272
#define REGION_PATH_OFFSET 248
#define REGION_PATH_SIZE 1024
/* struct vm_region_submap_info_64: what every edition of it has */
#define SUBMAP_INFO_SIZE 64

/* A region and its file's path: NULL if it maps none, otherwise it points into the buffer and is not
   terminated. 0, or -1 if the buffer is not one structure. */
int parse_vm_region(const uint8_t *buffer, size_t size, struct region *out, const char **path,
                    size_t *path_size);

/* A region inside a submap. 0, or -1 if the buffer is too short. */
int parse_submap_region(const uint8_t *buffer, size_t size, struct region *out);

/* Is this the next step of a walk that has come to `cursor`? Then the region is cut to what lies behind it
   (the map may have changed between two calls) and the cursor moves to its end. 0; -1: the walk would stand
   still, go back or run around the end of the address space. */
int step_over(struct region *region, uint64_t *cursor);

#endif
