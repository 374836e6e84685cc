#include "parse_region.h"

int parse_region(const unsigned char *bytes, uint64_t asked, struct region *out)
{
    *out = (struct region){
        .base = get_u64(bytes + REGION_BASE),
        .size = get_u64(bytes + REGION_BYTES),
        .allocation = get_u64(bytes + REGION_ALLOCATION),
        .state = get_u32(bytes + REGION_STATE),
        .protect = get_u32(bytes + REGION_PROTECT),
        .type = get_u32(bytes + REGION_TYPE),
    };
    if (out->base > asked || out->size > UINT64_MAX - out->base)
        return -1;
    return out->base + out->size > asked ? 0 : -1;
}
