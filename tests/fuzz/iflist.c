#include "parse_iflist.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct interface interface;
    struct interface_data counted;
    size_t at = 0, before = 0;
    int found;
    while ((found = next_interface(data, size, &at, &interface)) > 0) {
        if (at <= before || at > size)
            __builtin_trap();
        before = at;
    }
    if (found == 0 && at != size)
        __builtin_trap();
    if (parse_interface_data(data, size, &counted) == 0 && counted.name_size > INTERFACE_DATA_NAME)
        __builtin_trap();
    return 0;
}
