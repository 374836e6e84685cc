#include "parse_bsd_sockaddr.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct address address, mask;
    if (parse_bsd_sockaddr(data, size, &address) == 0) {
        /* The same bytes as a mask: as many as the address has, or none. */
        int masked = parse_bsd_netmask(data, size, address.family, &mask);
        if ((masked == 0) != (address.family != FAMILY_LINK) || (masked == 0 && mask.size != address.size))
            __builtin_trap();
    }
    return 0;
}
