#include "parse_procargs.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arguments found;
    if (parse_procargs(data, size, &found) < 0)
        return 0;
    /* As many texts as it says, each with its end, and nothing of it outside of the block. */
    if (found.arguments_at + found.arguments_size != found.environment_at ||
        found.environment_at + found.environment_size > size)
        __builtin_trap();
    uint32_t ends = 0;
    for (size_t i = 0; i < found.arguments_size; i++)
        ends += data[found.arguments_at + i] == 0;
    if (ends != found.count)
        __builtin_trap();
    if (found.environment_size > 0 && data[found.environment_at + found.environment_size - 1] != 0)
        __builtin_trap();
    return 0;
}
