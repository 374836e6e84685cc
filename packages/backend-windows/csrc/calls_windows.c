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

#include "calls.h"
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

static uint32_t call_open_process(uint32_t pid, void **handle)
{
    *handle = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE, FALSE, pid);
    return *handle != NULL ? 0 : failure();
}

static uint32_t call_process_id(void *handle)
{
    return GetProcessId(handle);
}

static int call_has_ended(void *handle)
{
    DWORD state = WaitForSingleObject(handle, 0);
    return state == WAIT_OBJECT_0 ? 1 : state == WAIT_TIMEOUT ? 0 : -1;
}

static void call_close(void *handle)
{
    CloseHandle(handle);
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
        .process_id = call_process_id,
        .has_ended = call_has_ended,
        .close = call_close,
    };
    return &calls;
}

#endif
