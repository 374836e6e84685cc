#include "parse_kinfo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct process_entry entry;
    size_t count = 0;
    if (count_kinfo(size, &count) < 0)
        count = size / PROCESS_ENTRY_SIZE;
    for (size_t i = 0; i <= count; i++) {
        size_t at = i * PROCESS_ENTRY_SIZE;
        if (parse_kinfo(data + at, size - at, &entry) == 0 && entry.name_size > PROCESS_NAME_SIZE)
            __builtin_trap();
    }
    return 0;
}
