/* What a process was started with. It lies in the process' own memory, which may hold anything. */
#ifndef SYSPROBE_PARAMETERS_H
#define SYSPROBE_PARAMETERS_H

#include "query.h"

/* Offsets in the 64-bit structures; those that no header has are in ntdll's symbols, and the same since
 * Vista. */
enum {
    BASIC_PEB = 8, /* in PROCESS_BASIC_INFORMATION */
    BASIC_SIZE = 48,
    PEB_PARAMETERS = 32,
    PARAMETERS_DIRECTORY = 0x38, /* in RTL_USER_PROCESS_PARAMETERS: a UNICODE_STRING */
    PARAMETERS_COMMAND_LINE = 0x70,
    PARAMETERS_ENVIRONMENT = 0x80,
    PARAMETERS_ENVIRONMENT_SIZE = 0x3F0,
};

/* The same in a process of a 32-bit program (WOW64), which has both: what it changes, it changes here. */
enum {
    PEB_PARAMETERS_32 = 0x10,
    PARAMETERS_DIRECTORY_32 = 0x24,
    PARAMETERS_COMMAND_LINE_32 = 0x40,
    PARAMETERS_ENVIRONMENT_32 = 0x48,
    PARAMETERS_ENVIRONMENT_SIZE_32 = 0x290,
};

enum parameter { COMMAND_LINE, CURRENT_DIRECTORY, ENVIRONMENT };

/* One of them as UTF-16; free(out->buffer) after use. 0 or an error, as in calls.h. */
uint32_t query_parameter(void *handle, enum parameter which, struct answer *out, struct text *text);

#endif
