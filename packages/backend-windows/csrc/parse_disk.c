#include "parse_disk.h"

#include "parse_span.h"

int parse_disk(const unsigned char *bytes, size_t size, struct disk_traffic *out)
{
    if (size < DISK_SIZE)
        return -1;
    *out = (struct disk_traffic){
        .bytes_read = get_u64(bytes + DISK_BYTES_READ),
        .bytes_written = get_u64(bytes + DISK_BYTES_WRITTEN),
        .read_time = get_u64(bytes + DISK_READ_TIME),
        .write_time = get_u64(bytes + DISK_WRITE_TIME),
        .reads = get_u32(bytes + DISK_READS),
        .writes = get_u32(bytes + DISK_WRITES),
    };
    return 0;
}
