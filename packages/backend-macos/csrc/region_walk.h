/* All regions of a process's address space. No Python. */
#ifndef SYSPROBE_REGION_WALK_H
#define SYSPROBE_REGION_WALK_H

#include "parse_vm_region.h"

#define NO_PATH SIZE_MAX

struct region_list {
    struct region *regions;
    size_t *paths; /* of each region: offset of its path in texts, or NO_PATH */
    size_t count;
    size_t capacity;
    char *texts; /* terminated, one behind the other */
    size_t texts_size;
    size_t texts_capacity;
};

/* Walk. 0, or an errno and the call that gave it. The list is to be freed in both cases.
   ESRCH: the process is gone, has been replaced or is leaving; what had been read of it is not worth having.
 */
int walk_regions(int32_t pid, struct region_list *list, const char **source);
void free_regions(struct region_list *list);

#endif
