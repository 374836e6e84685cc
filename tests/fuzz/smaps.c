#include "parse_smaps.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data, *end = text + size;
    struct smaps_area area;
    for (const char *at = text; (at = next_smaps_area(at, end, &area)) != NULL;) {
        if (at > end || area.end < area.start || area.permissions < text || area.permissions + 4 > end)
            abort();
        if (area.path < text || area.path + area.path_len > end || area.device < text ||
            area.device + area.device_len > end)
            abort();
        if (area.present >> SMAPS_FIELDS)
            abort();
        (void)smaps_unique(&area);
    }
    return 0;
}
