#include "parse_process_list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* The seeds were made for a buffer at this address. */
    struct process_walk walk = {.span = {data, size, 0x10000}};
    struct process_entry entry;
    size_t read = 0;
    while (next_process(&walk, &entry) == 1) {
        for (size_t i = 0; i < entry.name.size; i++)
            read += entry.name.bytes[i];
    }
    return read == SIZE_MAX;
}
