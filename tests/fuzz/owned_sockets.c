#include "parse_owned_sockets.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t read = 0;
    for (int table = 0; table < SOCKET_TABLES; table++) {
        for (size_t i = 0; i < count_sockets((enum socket_table)table, data, size); i++) {
            struct socket_entry entry = read_socket((enum socket_table)table, data, i);
            read += entry.local[entry.address_size - 1];
            read += entry.remote == NULL ? 0 : entry.remote[entry.address_size - 1];
        }
    }
    return read == SIZE_MAX;
}
