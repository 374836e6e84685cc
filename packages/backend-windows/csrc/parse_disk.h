/* A DISK_PERFORMANCE, which IOCTL_DISK_PERFORMANCE fills. */
#ifndef SYSPROBE_PARSE_DISK_H
#define SYSPROBE_PARSE_DISK_H

#include <stddef.h>
#include <stdint.h>

/* Offsets; layouts_windows.c compares them with the SDK's. */
enum {
    DISK_BYTES_READ = 0,
    DISK_BYTES_WRITTEN = 8,
    DISK_READ_TIME = 16,
    DISK_WRITE_TIME = 24,
    DISK_READS = 40,
    DISK_WRITES = 44,
    DISK_SIZE = 88,
};

/* Times in 100 ns. */
struct disk_traffic {
    uint64_t bytes_read;
    uint64_t bytes_written;
    uint64_t read_time;
    uint64_t write_time;
    uint32_t reads;
    uint32_t writes;
};

/* 0, or -1 if it is too short. */
int parse_disk(const unsigned char *bytes, size_t size, struct disk_traffic *out);

#endif
