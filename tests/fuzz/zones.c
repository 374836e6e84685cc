#include "parse_memory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct zones found;
    parse_zones((const char *)data, size, &found);
    return 0;
}
