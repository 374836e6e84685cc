#include "parse_interface_row.h"
#include "parse_session.h"

/* Everything that is read from one buffer of a fixed layout. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct interface_row row;
    const unsigned char *address = parse_client_ipv4(data, size);
    struct text text = parse_session_text(data, size);
    size_t read = text.size == 0 ? 0 : text.bytes[text.size - 1];
    read += address == NULL ? 0 : address[3];
    read += (size_t)parse_session_start(data, size);
    return parse_interface_row(data, size, &row) == 1 && read == SIZE_MAX;
}
