#include "parse_session.h"

#include <string.h>

uint64_t parse_session_start(const unsigned char *info, size_t size)
{
    if (size < SESSION_INFO_SIZE)
        return 0;
    uint64_t logon = get_u64(info + SESSION_LOGON);
    return logon != 0 ? logon : get_u64(info + SESSION_CONNECTED);
}

const unsigned char *parse_client_ipv4(const unsigned char *address, size_t size)
{
    static const unsigned char none[4];
    if (size < CLIENT_SIZE || get_u32(address + CLIENT_FAMILY) != 2)
        return NULL;
    return memcmp(address + CLIENT_IPV4, none, sizeof none) == 0 ? NULL : address + CLIENT_IPV4;
}

struct text parse_session_text(const unsigned char *bytes, size_t size)
{
    size_t used = 0;
    while (used + 2 <= size && (bytes[used] != 0 || bytes[used + 1] != 0))
        used += 2;
    return (struct text){bytes, used};
}
