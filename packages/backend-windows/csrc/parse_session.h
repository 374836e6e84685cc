/* What WTSQuerySessionInformationW tells of one session. */
#ifndef SYSPROBE_PARSE_SESSION_H
#define SYSPROBE_PARSE_SESSION_H

#include "parse_span.h"

/* Offsets; layouts_windows.c compares them with the SDK's. */
enum {
    SESSION_ID = 0, /* in WTS_SESSION_INFOW */
    SESSION_SIZE = 24,
    SESSION_CONNECTED = 176, /* in WTSINFOW */
    SESSION_LOGON = 200,
    SESSION_INFO_SIZE = 216,
    CLIENT_FAMILY = 0, /* in WTS_CLIENT_ADDRESS */
    CLIENT_IPV4 = 6,
    CLIENT_SIZE = 24,
};

/* When the user logged on (else when the session was connected), 100 ns since 1601; 0: not known. */
uint64_t parse_session_start(const unsigned char *info, size_t size);

/* The four bytes of the client's IPv4 address, or NULL: it has none, or one of another family. */
const unsigned char *parse_client_ipv4(const unsigned char *address, size_t size);

/* A text that fills a buffer, up to a NUL or its end. */
struct text parse_session_text(const unsigned char *bytes, size_t size);

#endif
