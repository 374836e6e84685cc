#include "parse_region.h"
#include "parse_sid.h"

/* A region that leads a walk nowhere must be refused; a SID of any length fits the text. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct region region;
    char text[SID_TEXT];
    size_t read = 0;
    if (size >= REGION_SIZE && parse_region(data, REGION_SIZE, &region) == 0)
        read = region.base + region.size > REGION_SIZE ? 0 : SIZE_MAX;
    if (sid_text(data, size, text) == 0)
        read += (size_t)text[0];
    if (read == SIZE_MAX)
        __builtin_trap();
    return 0;
}
