#include "parse_sockets.h"

/* The first byte chooses the file. Every name lies in the text, and the text comes to an end. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct inet_socket inet;
    struct unix_socket unix_;
    if (size == 0)
        return 0;
    const char *text = (const char *)data + 1;
    size_t offset = 0, before = 0;
    if (data[0] % 3 == 2) {
        while (parse_unix_line(text, size - 1, &offset, &unix_) == 1) {
            const char *name = (const char *)unix_.name.data;
            if (offset <= before ||
                (name != NULL && (name < text || name + unix_.name.size > text + size - 1)))
                __builtin_trap();
            before = offset;
        }
    } else {
        while (parse_inet_line(text, size - 1, &offset, data[0] % 3 == 1, &inet) == 1) {
            if (offset <= before)
                __builtin_trap();
            before = offset;
        }
    }
    return 0;
}
