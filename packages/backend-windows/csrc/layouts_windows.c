/* What the parsers take structures of Windows to be, against what the SDK says. No code. */
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
#include <tcpmib.h>
#include <udpmib.h>
#include <winioctl.h>
#include <wtsapi32.h>
#include <stddef.h>

#include "calls.h"
#include "parameters.h"
#include "parse_adapters.h"
#include "parse_cpu.h"
#include "parse_disk.h"
#include "parse_interface_row.h"
#include "parse_process_list.h"
#include "parse_session.h"
#include "parse_owned_sockets.h"

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
AT(MIB_TCPROW_OWNER_PID, dwLocalAddr, 4);
AT(MIB_TCPROW_OWNER_PID, dwRemotePort, 16);
AT(MIB_TCPROW_OWNER_PID, dwOwningPid, 20);
AT(MIB_TCP6ROW_OWNER_PID, dwLocalPort, 20);
AT(MIB_TCP6ROW_OWNER_PID, ucRemoteAddr, 24);
AT(MIB_TCP6ROW_OWNER_PID, dwState, 48);
AT(MIB_UDPROW_OWNER_PID, dwOwningPid, 8);
AT(MIB_UDP6ROW_OWNER_PID, dwLocalPort, 20);
AT(MIB_UDP6ROW_OWNER_PID, dwOwningPid, 24);
_Static_assert(sizeof(MIB_TCPROW_OWNER_PID) == ROW_TCP4 && sizeof(MIB_TCP6ROW_OWNER_PID) == ROW_TCP6 &&
                   sizeof(MIB_UDPROW_OWNER_PID) == ROW_UDP4 && sizeof(MIB_UDP6ROW_OWNER_PID) == ROW_UDP6,
               "rows of sockets have other sizes");
_Static_assert(sizeof(SYSTEM_PROCESSOR_PERFORMANCE_INFORMATION) == CPU_TIMES_SIZE,
               "SYSTEM_PROCESSOR_PERFORMANCE_INFORMATION has another size");
_Static_assert(sizeof(SYSTEM_PERFORMANCE_INFORMATION) == EVENTS_SIZE,
               "SYSTEM_PERFORMANCE_INFORMATION has another size");
AT(DISK_PERFORMANCE, BytesRead, DISK_BYTES_READ);
AT(DISK_PERFORMANCE, BytesWritten, DISK_BYTES_WRITTEN);
AT(DISK_PERFORMANCE, ReadTime, DISK_READ_TIME);
AT(DISK_PERFORMANCE, WriteTime, DISK_WRITE_TIME);
AT(DISK_PERFORMANCE, ReadCount, DISK_READS);
AT(DISK_PERFORMANCE, WriteCount, DISK_WRITES);
_Static_assert(sizeof(DISK_PERFORMANCE) == DISK_SIZE, "DISK_PERFORMANCE has another size");
AT(SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX, Size, 4);
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

#endif
