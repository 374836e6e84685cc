#include "parse_vm_region.h"

#include <string.h>

/* Walk over the regions that the input describes: whatever it says, the cursor only goes forward. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct region region;
    const char *path;
    size_t path_size;
    uint64_t cursor = 0;
    if (parse_vm_region(data, size, &region, &path, &path_size) == 0 && path != NULL &&
        path_size > REGION_PATH_SIZE)
        __builtin_trap();
    parse_submap_region(data, size, &region);
    for (size_t at = 0; at + 16 <= size; at += 16) {
        uint64_t before = cursor;
        memcpy(&region.start, data + at, 8);
        memcpy(&region.size, data + at + 8, 8);
        if (step_over(&region, &cursor) < 0)
            continue;
        if (cursor <= before || region.start < before || region.start + region.size != cursor)
            __builtin_trap();
    }
    return 0;
}
