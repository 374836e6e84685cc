#include "parse_disk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct disk_traffic traffic;
    return parse_disk(data, size, &traffic) == 1;
}
