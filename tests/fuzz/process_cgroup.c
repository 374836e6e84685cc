#include "parse_process_cgroup.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data, *end = text + size;
    struct process_cgroup found;
    for (const char *at = text; (at = next_process_cgroup(at, end, &found)) != NULL;) {
        if (at > end || found.controllers < text ||
            found.controllers + found.controllers_len + 1 != found.path)
            abort();
        if (found.path + found.path_len > end)
            abort();
    }
    return 0;
}
