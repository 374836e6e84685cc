/* A MIB_IF_ROW2, which GetIfEntry2 fills: state and counters of one interface. */
#ifndef SYSPROBE_PARSE_INTERFACE_ROW_H
#define SYSPROBE_PARSE_INTERFACE_ROW_H

#include <stddef.h>
#include <stdint.h>

/* Offsets; layouts_windows.c compares them with the SDK's. */
enum {
    ROW_LUID = 0,
    ROW_ADMIN_STATUS = 1160,
    ROW_MEDIA = 1164,
    ROW_IN = 1208,  /* octets, unicast, other packets, discards, errors */
    ROW_OUT = 1280, /* likewise */
    ROW_SIZE = 1352,
};

struct interface_traffic {
    uint64_t bytes;
    uint64_t packets;
    uint64_t discards;
    uint64_t errors;
};

struct interface_row {
    uint32_t admin_status; /* 1: enabled */
    uint32_t media;        /* 0: unknown, 1: connected, 2: not connected */
    struct interface_traffic in;
    struct interface_traffic out;
};

/* 0, or -1 if the row is too short. */
int parse_interface_row(const unsigned char *row, size_t size, struct interface_row *out);

#endif
