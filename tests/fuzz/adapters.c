#include "parse_adapters.h"

static size_t read_all(const void *bytes, size_t size)
{
    size_t read = 0;
    for (size_t i = 0; i < size; i++)
        read += ((const uint8_t *)bytes)[i];
    return read;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* The seeds were made for a buffer at this address. */
    struct span span = {data, size, 0x10000};
    struct adapter_walk walk, addresses;
    struct adapter adapter;
    struct adapter_address address;
    size_t read = 0;
    start_adapters(&walk, span);
    while (next_adapter(&walk, &adapter) == 1) {
        read += read_all(adapter.name.bytes, adapter.name.size);
        read += read_all(adapter.guid_name, adapter.guid_name_size);
        read += read_all(adapter.physical, adapter.physical_size);
        start_addresses(&addresses, span, &adapter);
        while (next_address(&addresses, &address) == 1)
            read += read_all(address.bytes, address.family == WINDOWS_AF_INET ? 4 : 16);
    }
    return read == SIZE_MAX;
}
