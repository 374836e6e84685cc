#include "parse_sockdiag.h"

static volatile unsigned char sink;

/* Read every byte that was pointed out. */
static void touch(struct bytes bytes)
{
    for (size_t i = 0; i < bytes.size; i++)
        sink = bytes.data[i];
}

/* The first byte chooses the kind of message. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct inet_socket inet;
    struct unix_socket unix_;
    struct tcp_values values;
    if (size == 0)
        return 0;
    if (data[0] % 2 == 0 && parse_inet_diag(data + 1, size - 1, &inet) == 0) {
        touch(inet.info);
        touch(inet.congestion);
        parse_tcp_info(inet.info, &values);
    } else if (data[0] % 2 == 1 && parse_unix_diag(data + 1, size - 1, &unix_) == 0) {
        touch(unix_.name);
    }
    return 0;
}
