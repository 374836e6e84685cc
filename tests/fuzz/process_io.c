#include "parse_process_io.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct process_io found;
    parse_process_io((const char *)data, size, &found);
    return 0;
}
