/* Handles of one process: from its own table, which NtQueryInformationProcess(ProcessHandleInformation)
 * tells, or from that of the whole machine, NtQuerySystemInformation(SystemExtendedHandleInformation). */
#ifndef SYSPROBE_PARSE_HANDLES_H
#define SYSPROBE_PARSE_HANDLES_H

#include "parse_span.h"

/* Both begin with a count and a reserved word and have entries of the same size. No header has them: ntdll's
 * symbols, the same since Windows 8. */
enum {
    HANDLES_HEAD = 16,
    HANDLES_ENTRY = 40,
    OWN_VALUE = 0,   /* PROCESS_HANDLE_TABLE_ENTRY_INFO */
    ANY_PROCESS = 8, /* SYSTEM_HANDLE_TABLE_ENTRY_INFO_EX */
    ANY_VALUE = 16,
};

/* How many entries follow: what it says, but not more than fit. */
size_t count_handles(const struct span *span);

/* One of a process' own. */
uint64_t read_own_handle(const struct span *span, size_t number);

/* One of all; 0 if it is not of this process. */
uint64_t read_any_handle(const struct span *span, size_t number, uint32_t pid);

#endif
