/* The table of calls, filled with Windows itself. Nothing but this file knows <windows.h>. */
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
#include <psapi.h>
#include <wtsapi32.h>
#include <stddef.h>
#include <string.h>

#include "calls.h"
#include "parameters.h"
#include "parse_adapters.h"
#include "parse_interface_row.h"
#include "parse_process_list.h"
#include "parse_session.h"

/* The layouts that the other files write down as numbers, where the SDK publishes them. */
#define AT(type, field, offset) \
    _Static_assert(offsetof(type, field) == (offset), #type "." #field " lies elsewhere")
AT(IP_ADAPTER_ADDRESSES, IfIndex, ADAPTER_INDEX);
AT(IP_ADAPTER_ADDRESSES, Next, ADAPTER_NEXT);
AT(IP_ADAPTER_ADDRESSES, AdapterName, ADAPTER_GUID_NAME);
AT(IP_ADAPTER_ADDRESSES, FirstUnicastAddress, ADAPTER_UNICAST);
AT(IP_ADAPTER_ADDRESSES, FriendlyName, ADAPTER_FRIENDLY_NAME);
AT(IP_ADAPTER_ADDRESSES, PhysicalAddress, ADAPTER_PHYSICAL);
AT(IP_ADAPTER_ADDRESSES, PhysicalAddressLength, ADAPTER_PHYSICAL_SIZE);
AT(IP_ADAPTER_ADDRESSES, Mtu, ADAPTER_MTU);
AT(IP_ADAPTER_ADDRESSES, IfType, ADAPTER_TYPE);
AT(IP_ADAPTER_ADDRESSES, OperStatus, ADAPTER_STATUS);
AT(IP_ADAPTER_ADDRESSES, Ipv6IfIndex, ADAPTER_INDEX6);
AT(IP_ADAPTER_ADDRESSES, TransmitLinkSpeed, ADAPTER_SPEED);
AT(IP_ADAPTER_ADDRESSES, Luid, ADAPTER_LUID);
AT(IP_ADAPTER_UNICAST_ADDRESS, Next, UNICAST_NEXT);
AT(IP_ADAPTER_UNICAST_ADDRESS, Address.lpSockaddr, UNICAST_SOCKADDR);
AT(IP_ADAPTER_UNICAST_ADDRESS, Address.iSockaddrLength, UNICAST_SOCKADDR_SIZE);
AT(IP_ADAPTER_UNICAST_ADDRESS, OnLinkPrefixLength, UNICAST_PREFIX);
AT(MIB_IF_ROW2, InterfaceLuid, ROW_LUID);
AT(MIB_IF_ROW2, AdminStatus, ROW_ADMIN_STATUS);
AT(MIB_IF_ROW2, MediaConnectState, ROW_MEDIA);
AT(MIB_IF_ROW2, InOctets, ROW_IN);
AT(MIB_IF_ROW2, InErrors, ROW_IN + 32);
AT(MIB_IF_ROW2, OutOctets, ROW_OUT);
AT(MIB_IF_ROW2, OutErrors, ROW_OUT + 32);
_Static_assert(sizeof(MIB_IF_ROW2) == ROW_SIZE, "MIB_IF_ROW2 has another size");
AT(PERFORMANCE_INFORMATION, CommitTotal, 8);
AT(PERFORMANCE_INFORMATION, KernelNonpaged, 72);
AT(PERFORMANCE_INFORMATION, PageSize, 80);
_Static_assert(sizeof(PERFORMANCE_INFORMATION) == 104, "PERFORMANCE_INFORMATION has another size");
AT(WTS_SESSION_INFOW, SessionId, SESSION_ID);
_Static_assert(sizeof(WTS_SESSION_INFOW) == SESSION_SIZE, "WTS_SESSION_INFOW has another size");
AT(WTSINFOW, ConnectTime, SESSION_CONNECTED);
AT(WTSINFOW, LogonTime, SESSION_LOGON);
_Static_assert(sizeof(WTSINFOW) == SESSION_INFO_SIZE, "WTSINFOW has another size");
AT(WTS_CLIENT_ADDRESS, AddressFamily, CLIENT_FAMILY);
AT(WTS_CLIENT_ADDRESS, Address, CLIENT_IPV4 - 2);
AT(SYSTEM_PROCESS_INFORMATION, UniqueProcessId, PROCESS_ID);
_Static_assert(sizeof(UNICODE_STRING) == 16, "UNICODE_STRING has another size");
AT(PROCESS_BASIC_INFORMATION, PebBaseAddress, BASIC_PEB);
_Static_assert(sizeof(PROCESS_BASIC_INFORMATION) == BASIC_SIZE, "PROCESS_BASIC_INFORMATION has another size");
AT(PEB, ProcessParameters, PEB_PARAMETERS);
AT(RTL_USER_PROCESS_PARAMETERS, CommandLine, PARAMETERS_COMMAND_LINE);
_Static_assert(PROCESS_TERMINATE == RIGHT_TERMINATE && PROCESS_VM_READ == RIGHT_READ_MEMORY &&
                   PROCESS_SET_INFORMATION == RIGHT_SET && PROCESS_SUSPEND_RESUME == RIGHT_SUSPEND &&
                   PROCESS_QUERY_LIMITED_INFORMATION == RIGHT_QUERY && SYNCHRONIZE == RIGHT_WAIT,
               "rights have other values");
_Static_assert(MAXIMUM_WAIT_OBJECTS == WAIT_MOST && WAIT_TIMEOUT == WAIT_NONE && WAIT_FAILED == WAIT_FAILURE,
               "waiting has other values");

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
