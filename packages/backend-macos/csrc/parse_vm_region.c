#include "parse_vm_region.h"

#include "fields.h"

enum {
    IS_SUBMAP = 1, /* PROC_REGION_SUBMAP */
};

int parse_vm_region(const uint8_t *buffer, size_t size, struct region *out, const char **path,
                    size_t *path_size)
{
    if (size != REGION_PATH_INFO_SIZE)
        return -1;
    memset(out, 0, sizeof *out);
    out->protection = field_u32(buffer);
    out->max_protection = field_u32(buffer + 4);
    out->submap = (field_u32(buffer + 12) & IS_SUBMAP) != 0;
    out->offset = field_u64(buffer + 16);
    out->tag = field_u32(buffer + 32);
    out->resident = field_u32(buffer + 36);
    out->swapped_out = field_u32(buffer + 44);
    out->dirtied = field_u32(buffer + 48);
    out->references = field_u32(buffer + 52);
    out->share_mode = field_u32(buffer + 60);
    out->private_resident = field_u32(buffer + 64);
    out->shared_resident = field_u32(buffer + 68);
    out->counted = true;
    out->depth = field_u32(buffer + 76);
    out->start = field_u64(buffer + 80);
    out->size = field_u64(buffer + 88);
    *path_size = field_text(buffer + REGION_PATH_OFFSET, REGION_PATH_SIZE);
    *path = *path_size > 0 ? (const char *)buffer + REGION_PATH_OFFSET : NULL;
    return 0;
}

int parse_submap_region(const uint8_t *buffer, size_t size, struct region *out)
{
    if (size < SUBMAP_INFO_SIZE)
        return -1;
    memset(out, 0, sizeof *out);
    out->protection = field_u32(buffer);
    out->max_protection = field_u32(buffer + 4);
    out->offset = field_u64(buffer + 12);
    out->tag = field_u32(buffer + 20);
    out->resident = field_u32(buffer + 24);
    out->swapped_out = field_u32(buffer + 32);
    out->dirtied = field_u32(buffer + 36);
    out->references = field_u32(buffer + 40);
    out->share_mode = buffer[47];
    out->submap = field_u32(buffer + 48) != 0;
    return 0;
}

int step_over(struct region *region, uint64_t *cursor)
{
    if (region->size > UINT64_MAX - region->start)
        return -1;
    uint64_t end = region->start + region->size;
    if (end <= *cursor)
        return -1;
    if (region->start < *cursor) {
        region->start = *cursor;
        region->size = end - *cursor;
    }
    *cursor = end;
    return 0;
}
