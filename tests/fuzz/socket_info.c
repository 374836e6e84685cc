#include "parse_socket_info.h"

static void check(const struct open_socket *found, const struct socket_end *end)
{
    if (found->kind == SOCKET_UNIX ? end->size > SOCKET_PATH_SIZE - 2 : end->size > 16)
        __builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct open_socket found;
    if (parse_socket_info(data, size, &found) == 0) {
        check(&found, &found.local);
        check(&found, &found.remote);
    } else if (size == SOCKET_INFO_SIZE)
        __builtin_trap();
    return 0;
}
