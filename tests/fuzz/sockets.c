#include "parse_sockets.h"

/* The first byte chooses the file. Every name lies in the text, and the text comes to an end. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct inet_socket inet;
    struct unix_socket unix_;
    if (size == 0)
        return 0;
    const char *text = (const char *)data + 1, *end = text + size - 1, *at = text, *before = text;
    if (data[0] % 3 == 2) {
        while (parse_unix_line(&at, end, &unix_) == 1) {
            const char *name = (const char *)unix_.name.data;
            if (at <= before || at > end || (name != NULL && (name < text || name + unix_.name.size > end)))
                __builtin_trap();
            before = at;
        }
    } else {
        while (parse_inet_line(&at, end, data[0] % 3 == 1, &inet) == 1) {
            if (at <= before || at > end)
                __builtin_trap();
            before = at;
        }
    }
    return 0;
}
