#include "parse_page_files.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* The seeds were made for a buffer at this address. */
    struct page_file_walk walk = {.span = {data, size, 0x10000}};
    struct page_file file;
    size_t read = 0;
    while (next_page_file(&walk, &file) == 1) {
        for (size_t i = 0; i < file.name.size; i++)
            read += file.name.bytes[i];
    }
    return read == SIZE_MAX;
}
