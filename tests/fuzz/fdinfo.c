#include "parse_fdinfo.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fdinfo found;
    if (parse_fdinfo((const char *)data, size, &found) == 0 && found.flags < 0)
        abort();
    return 0;
}
