#include "parse_interface_row.h"

#include "parse_span.h"

static struct interface_traffic traffic(const unsigned char *at)
{
    return (struct interface_traffic){
        .bytes = get_u64(at),
        .packets = get_u64(at + 8) + get_u64(at + 16),
        .discards = get_u64(at + 24),
        .errors = get_u64(at + 32),
    };
}

int parse_interface_row(const unsigned char *row, size_t size, struct interface_row *out)
{
    if (size < ROW_SIZE)
        return -1;
    out->admin_status = get_u32(row + ROW_ADMIN_STATUS);
    out->media = get_u32(row + ROW_MEDIA);
    out->in = traffic(row + ROW_IN);
    out->out = traffic(row + ROW_OUT);
    return 0;
}
