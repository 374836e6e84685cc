#include "parse_statm.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct statm found;
    parse_statm((const char *)data, size, &found);
    return 0;
}
