#include "parse_memory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct meminfo found;
    parse_meminfo((const char *)data, size, &found);
    return 0;
}
