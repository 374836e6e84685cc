#include "parse_pressure.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pressure found;
    parse_pressure((const char *)data, size, &found);
    return 0;
}
