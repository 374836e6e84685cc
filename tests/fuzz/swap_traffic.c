#include "parse_memory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct swap_traffic found;
    parse_swap_traffic((const char *)data, size, &found);
    return 0;
}
