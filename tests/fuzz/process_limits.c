#include "parse_process_limits.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct process_limits found;
    if (parse_process_limits((const char *)data, size, &found) == 0) {
        if (found.present == 0 || found.present >> LIMIT_COUNT)
            abort();
        if ((found.soft_set | found.hard_set) & ~found.present)
            abort();
    }
    return 0;
}
