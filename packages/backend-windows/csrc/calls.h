/* Every call into Windows that this module makes, as one table of entry points.
 *
 * calls_windows.c fills the table with Windows itself and is the only file that includes <windows.h>. All
 * others know fixed-width types alone: on any system they can be compiled, with a table of other answers, as
 * the tests do.
 *
 * Unless said otherwise a call returns 0, or what went wrong: a Win32 error code, or an NTSTATUS (those of
 * errors have the highest bit set). */
#ifndef SYSPROBE_CALLS_H
#define SYSPROBE_CALLS_H

#include <stdint.h>

enum {
    /* Win32 error codes */
    WINDOWS_FILE_NOT_FOUND = 2,
    WINDOWS_ACCESS_DENIED = 5,
    WINDOWS_NOT_ENOUGH_MEMORY = 8,
    WINDOWS_INVALID_DATA = 13,
    WINDOWS_NOT_SUPPORTED = 50,
    WINDOWS_INVALID_PARAMETER = 87,
    WINDOWS_BUFFER_OVERFLOW = 111,
    WINDOWS_CALL_NOT_IMPLEMENTED = 120,
    WINDOWS_INSUFFICIENT_BUFFER = 122,
    WINDOWS_NO_DATA = 232,
    WINDOWS_NOT_FOUND = 1168,
    WINDOWS_PRIVILEGE_NOT_HELD = 1314,
    WINDOWS_SESSION_NOT_FOUND = 7022,
};

/* NTSTATUS values, which do not fit an enum. */
#define NT_BUFFER_OVERFLOW 0x80000005U
#define NT_NOT_IMPLEMENTED 0xC0000002U
#define NT_INVALID_INFO_CLASS 0xC0000003U
#define NT_INFO_LENGTH_MISMATCH 0xC0000004U
#define NT_NO_MEMORY 0xC0000017U
#define NT_ACCESS_DENIED 0xC0000022U
#define NT_BUFFER_TOO_SMALL 0xC0000023U
#define NT_PRIVILEGE_NOT_HELD 0xC0000061U
#define NT_INSUFFICIENT_RESOURCES 0xC000009AU
#define NT_NOT_SUPPORTED 0xC00000BBU

/* Classes of NtQuerySystemInformation */
enum {
    SYSTEM_TIME_OF_DAY = 3,
    SYSTEM_PROCESSES = 5,
    SYSTEM_PAGE_FILES = 18,
};

/* Classes of WTSQuerySessionInformation */
enum {
    SESSION_USER_NAME = 5,
    SESSION_CLIENT_NAME = 10,
    SESSION_CLIENT_ADDRESS = 14,
    SESSION_INFO = 24,
};

struct windows_calls {
    /* NtQuerySystemInformation */
    uint32_t (*query_system)(uint32_t kind, void *buffer, uint32_t size, uint32_t *returned);
    /* GetPerformanceInfo */
    uint32_t (*performance)(void *buffer, uint32_t size);
    /* GetAdaptersAddresses of all families; *size in and out */
    uint32_t (*adapters)(void *buffer, uint32_t *size);
    /* GetIfEntry2 into a MIB_IF_ROW2, for the interface of this LUID */
    uint32_t (*interface_row)(uint64_t luid, void *row, uint32_t size);
    /* WTSEnumerateSessionsW: an array of WTS_SESSION_INFOW, to be freed */
    uint32_t (*sessions)(void **array, uint32_t *count);
    /* WTSQuerySessionInformationW: a buffer to be freed */
    uint32_t (*session_information)(uint32_t session, uint32_t kind, void **buffer, uint32_t *size);
    void (*free_sessions)(void *buffer);
    /* OpenProcess, with the rights to ask for the id and to wait */
    uint32_t (*open_process)(uint32_t pid, void **handle);
    /* GetProcessId; 0: it failed */
    uint32_t (*process_id)(void *handle);
    /* WaitForSingleObject with no time to wait: 1 has ended, 0 runs, -1 the call failed */
    int (*has_ended)(void *handle);
    void (*close)(void *handle);
};

/* The table in force. */
const struct windows_calls *windows(void);

#endif
