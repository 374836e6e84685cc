#include <stdint.h>

#include "parse_loadavg.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    double averages[3];
    if (parse_loadavg((const char *)data, size, averages, 3) == 0 && !(averages[0] >= 0 && averages[2] >= 0))
        __builtin_trap();
    return 0;
}
