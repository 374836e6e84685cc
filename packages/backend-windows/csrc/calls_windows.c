/* The table of calls, filled with Windows itself. Nothing but this file and layouts_windows.c knows
 * <windows.h>. */
#ifdef _WIN32

#ifndef _WIN32_WINNT
#define _WIN32_WINNT 0x0A00
#endif
#define WIN32_LEAN_AND_MEAN 1
#include <winsock2.h>
#include <windows.h>
#include <winternl.h>
#include <ws2ipdef.h>
#include <iphlpapi.h>
#include <netioapi.h>
#include <powrprof.h>
#include <psapi.h>
#include <tcpmib.h>
#include <udpmib.h>
#include <winioctl.h>
#include <wtsapi32.h>
#include <stdio.h>
#include <string.h>

#include "calls.h"
#include "parse_owned_sockets.h"

/* A failed call must not read as one that worked, whatever it left in the thread's last error. */
static uint32_t failure(void)
{
    DWORD error = GetLastError();
    return error != 0 ? error : ERROR_NOT_SUPPORTED;
}

static uint32_t call_query_system(uint32_t kind, void *buffer, uint32_t size, uint32_t *returned)
{
    ULONG length = 0;
    NTSTATUS status = NtQuerySystemInformation((SYSTEM_INFORMATION_CLASS)kind, buffer, size, &length);
    *returned = length;
    return status < 0 ? (uint32_t)status : 0;
}

/* In ntdll, but in no header. */
NTSYSAPI NTSTATUS NTAPI NtQuerySystemInformationEx(SYSTEM_INFORMATION_CLASS kind, void *query,
                                                   ULONG query_size, void *buffer, ULONG size,
                                                   ULONG *returned);

static uint32_t call_query_group(uint32_t kind, uint16_t group, void *buffer, uint32_t size,
                                 uint32_t *returned)
{
    USHORT query = group;
    ULONG length = 0;
    NTSTATUS status;
    /* Where there is one group, as under Wine, the older call does. */
    if (GetActiveProcessorGroupCount() == 1)
        return call_query_system(kind, buffer, size, returned);
    status = NtQuerySystemInformationEx((SYSTEM_INFORMATION_CLASS)kind, &query, sizeof query, buffer, size,
                                        &length);
    *returned = length;
    return status < 0 ? (uint32_t)status : 0;
}

static uint16_t call_cpu_groups(void)
{
    return GetActiveProcessorGroupCount();
}

static uint32_t call_cpu_cores(void *buffer, uint32_t *size)
{
    DWORD length = *size;
    BOOL done = GetLogicalProcessorInformationEx(RelationProcessorCore, buffer, &length);
    *size = length;
    return done ? 0 : failure();
}

static uint32_t call_cpu_power(void *buffer, uint32_t size)
{
    NTSTATUS status = CallNtPowerInformation(ProcessorInformation, NULL, 0, buffer, size);
    return status < 0 ? (uint32_t)status : 0;
}

static uint32_t call_sockets(uint32_t table, void *buffer, uint32_t *size)
{
    ULONG family = table == TABLE_TCP4 || table == TABLE_UDP4 ? AF_INET : AF_INET6;
    DWORD length = *size;
    DWORD error = table == TABLE_TCP4 || table == TABLE_TCP6
                      ? GetExtendedTcpTable(buffer, &length, FALSE, family, TCP_TABLE_OWNER_PID_ALL, 0)
                      : GetExtendedUdpTable(buffer, &length, FALSE, family, UDP_TABLE_OWNER_PID, 0);
    *size = length;
    return error;
}

static uint32_t call_disk_space(const uint16_t *path, uint64_t space[3])
{
    ULARGE_INTEGER available, total, free;
    if (!GetDiskFreeSpaceExW((const WCHAR *)path, &available, &total, &free))
        return failure();
    space[0] = available.QuadPart;
    space[1] = total.QuadPart;
    space[2] = free.QuadPart;
    return 0;
}

static uint32_t call_drives(void)
{
    return GetLogicalDrives();
}

static uint32_t call_drive_type(const uint16_t *root)
{
    return GetDriveTypeW((const WCHAR *)root);
}

static uint32_t call_volume(const uint16_t *root, uint16_t *name, uint32_t size, uint32_t *flags)
{
    DWORD found = 0, mode = 0, error = 0;
    /* Else a drive without a medium makes a window appear that asks for one. */
    BOOL silenced = SetThreadErrorMode(SEM_FAILCRITICALERRORS, &mode);
    if (!GetVolumeInformationW((const WCHAR *)root, NULL, 0, NULL, NULL, &found, (WCHAR *)name, size))
        error = failure();
    if (silenced)
        SetThreadErrorMode(mode, NULL);
    *flags = found;
    return error;
}

static uint32_t call_disk_performance(uint32_t number, void *buffer, uint32_t size)
{
    WCHAR path[40];
    DWORD returned = 0, error = 0;
    _snwprintf(path, 40, L"\\\\.\\PhysicalDrive%u", number);
    HANDLE disk = CreateFileW(path, 0, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    if (disk == INVALID_HANDLE_VALUE)
        return failure();
    if (!DeviceIoControl(disk, IOCTL_DISK_PERFORMANCE, NULL, 0, buffer, size, &returned, NULL))
        error = failure();
    CloseHandle(disk);
    return error;
}

static uint32_t call_performance(void *buffer, uint32_t size)
{
    return GetPerformanceInfo(buffer, size) ? 0 : failure();
}

static uint32_t call_adapters(void *buffer, uint32_t *size)
{
    ULONG length = *size;
    ULONG error = GetAdaptersAddresses(
        AF_UNSPEC, GAA_FLAG_SKIP_ANYCAST | GAA_FLAG_SKIP_MULTICAST | GAA_FLAG_SKIP_DNS_SERVER, NULL, buffer,
        &length);
    *size = length;
    return error;
}

static uint32_t call_interface_row(uint64_t luid, void *row, uint32_t size)
{
    MIB_IF_ROW2 *entry = row;
    if (size < sizeof *entry)
        return ERROR_INSUFFICIENT_BUFFER;
    entry->InterfaceLuid.Value = luid;
    return GetIfEntry2(entry);
}

static uint32_t call_sessions(void **array, uint32_t *count)
{
    WTS_SESSION_INFOW *sessions = NULL;
    DWORD found = 0;
    if (!WTSEnumerateSessionsW(WTS_CURRENT_SERVER_HANDLE, 0, 1, &sessions, &found))
        return failure();
    *array = sessions;
    *count = found;
    return 0;
}

static uint32_t call_session_information(uint32_t session, uint32_t kind, void **buffer, uint32_t *size)
{
    LPWSTR answer = NULL;
    DWORD length = 0;
    SetLastError(0); /* Wine leaves it as it was */
    if (!WTSQuerySessionInformationW(WTS_CURRENT_SERVER_HANDLE, session, (WTS_INFO_CLASS)kind, &answer,
                                     &length))
        return failure();
    *buffer = answer;
    *size = length;
    return 0;
}

static void call_free_sessions(void *buffer)
{
    WTSFreeMemory(buffer);
}

static uint32_t call_open_process(uint32_t pid, uint32_t rights, void **handle)
{
    *handle = OpenProcess(rights, FALSE, pid);
    return *handle != NULL ? 0 : failure();
}

static void call_close(void *handle)
{
    CloseHandle(handle);
}

static uint32_t call_process_id(void *handle)
{
    return GetProcessId(handle);
}

static uint32_t call_process_created(void *handle, uint64_t *created)
{
    FILETIME began, ended, kernel, user;
    if (!GetProcessTimes(handle, &began, &ended, &kernel, &user))
        return failure();
    *created = (uint64_t)began.dwHighDateTime << 32 | began.dwLowDateTime;
    return 0;
}

static uint32_t call_wait(void *const *handles, uint32_t count, uint32_t milliseconds)
{
    return WaitForMultipleObjects(count, handles, FALSE, milliseconds);
}

static uint32_t call_exit_code(void *handle, uint32_t *code)
{
    DWORD found = 0;
    if (!GetExitCodeProcess(handle, &found))
        return failure();
    *code = found;
    return 0;
}

static uint32_t call_terminate(void *handle, uint32_t code)
{
    return TerminateProcess(handle, code) ? 0 : failure();
}

/* In ntdll, but in no header. */
NTSYSAPI NTSTATUS NTAPI NtSuspendProcess(HANDLE process);
NTSYSAPI NTSTATUS NTAPI NtResumeProcess(HANDLE process);

static uint32_t call_suspend(void *handle)
{
    NTSTATUS status = NtSuspendProcess(handle);
    return status < 0 ? (uint32_t)status : 0;
}

static uint32_t call_resume(void *handle)
{
    NTSTATUS status = NtResumeProcess(handle);
    return status < 0 ? (uint32_t)status : 0;
}

static uint32_t call_priority(void *handle, uint32_t *class)
{
    *class = GetPriorityClass(handle);
    return *class != 0 ? 0 : failure();
}

static uint32_t call_set_priority(void *handle, uint32_t class)
{
    return SetPriorityClass(handle, class) ? 0 : failure();
}

static uint32_t call_affinity(void *handle, uint64_t *mask)
{
    DWORD_PTR process = 0, system = 0;
    if (!GetProcessAffinityMask(handle, &process, &system))
        return failure();
    *mask = process;
    return 0;
}

static uint32_t call_set_affinity(void *handle, uint64_t mask)
{
    return SetProcessAffinityMask(handle, (DWORD_PTR)mask) ? 0 : failure();
}

static uint32_t call_image_name(void *handle, uint16_t *name, uint32_t *size)
{
    DWORD length = *size;
    if (!QueryFullProcessImageNameW(handle, 0, (WCHAR *)name, &length))
        return failure();
    *size = length;
    return 0;
}

static uint32_t call_account(void *handle, uint16_t *name, uint32_t *size)
{
    /* A TOKEN_USER and its SID, which has at most 68 bytes. */
    union {
        TOKEN_USER user;
        BYTE bytes[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
    } found;
    WCHAR account[256], domain[256];
    DWORD length = 0, account_size = 256, domain_size = 256, error = 0;
    SID_NAME_USE kind;
    HANDLE token = NULL;
    if (!OpenProcessToken(handle, TOKEN_QUERY, &token))
        return failure();
    if (!GetTokenInformation(token, TokenUser, &found, sizeof found, &length) ||
        !LookupAccountSidW(NULL, found.user.User.Sid, account, &account_size, domain, &domain_size, &kind))
        error = failure();
    CloseHandle(token);
    if (error != 0)
        return error;
    DWORD separator = domain_size != 0 ? 1 : 0;
    if (domain_size + separator + account_size > *size)
        return ERROR_INSUFFICIENT_BUFFER;
    memcpy(name, domain, domain_size * sizeof(WCHAR));
    if (separator != 0)
        name[domain_size] = L'\\';
    memcpy(name + domain_size + separator, account, account_size * sizeof(WCHAR));
    *size = domain_size + separator + account_size;
    return 0;
}

static uint32_t call_query_process(void *handle, uint32_t kind, void *buffer, uint32_t size,
                                   uint32_t *returned)
{
    ULONG length = 0;
    NTSTATUS status = NtQueryInformationProcess(handle, (PROCESSINFOCLASS)kind, buffer, size, &length);
    *returned = length;
    return status < 0 ? (uint32_t)status : 0;
}

static uint32_t call_read_memory(void *handle, uint64_t address, void *buffer, size_t size)
{
    SIZE_T done = 0;
    if (!ReadProcessMemory(handle, (const void *)(uintptr_t)address, buffer, size, &done))
        return failure();
    return done == size ? 0 : ERROR_PARTIAL_COPY;
}

const struct windows_calls *windows(void)
{
    static const struct windows_calls calls = {
        .query_system = call_query_system,
        .query_group = call_query_group,
        .cpu_groups = call_cpu_groups,
        .cpu_cores = call_cpu_cores,
        .cpu_power = call_cpu_power,
        .sockets = call_sockets,
        .disk_space = call_disk_space,
        .drives = call_drives,
        .drive_type = call_drive_type,
        .volume = call_volume,
        .disk_performance = call_disk_performance,
        .performance = call_performance,
        .adapters = call_adapters,
        .interface_row = call_interface_row,
        .sessions = call_sessions,
        .session_information = call_session_information,
        .free_sessions = call_free_sessions,
        .open_process = call_open_process,
        .close = call_close,
        .process_id = call_process_id,
        .process_created = call_process_created,
        .wait = call_wait,
        .exit_code = call_exit_code,
        .terminate = call_terminate,
        .suspend = call_suspend,
        .resume = call_resume,
        .priority = call_priority,
        .set_priority = call_set_priority,
        .affinity = call_affinity,
        .set_affinity = call_set_affinity,
        .image_name = call_image_name,
        .account = call_account,
        .query_process = call_query_process,
        .read_memory = call_read_memory,
    };
    return &calls;
}

#endif
