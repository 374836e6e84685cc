/* The table of calls, filled with Windows itself, and the calls about the machine. */
#ifdef _WIN32

#include "calls_windows.h"

#include <stdio.h>

#include "parse_owned_sockets.h"

uint32_t call_failure(void)
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

static uint32_t call_cpu_relations(uint32_t relation, void *buffer, uint32_t *size)
{
    DWORD length = *size;
    BOOL done = GetLogicalProcessorInformationEx((LOGICAL_PROCESSOR_RELATIONSHIP)relation, buffer, &length);
    *size = length;
    return done ? 0 : call_failure();
}

static uint32_t call_cpu_power(void *buffer, uint32_t size)
{
    NTSTATUS status = CallNtPowerInformation(ProcessorInformation, NULL, 0, buffer, size);
    return status < 0 ? (uint32_t)status : 0;
}

static uint32_t call_power_status(void *buffer, uint32_t size)
{
    if (size < sizeof(SYSTEM_POWER_STATUS))
        return ERROR_INSUFFICIENT_BUFFER;
    return GetSystemPowerStatus(buffer) ? 0 : call_failure();
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
        return call_failure();
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

static uint32_t call_dos_device(const uint16_t *drive, uint16_t *name, uint32_t *size)
{
    DWORD length = QueryDosDeviceW((const WCHAR *)drive, (WCHAR *)name, *size);
    *size = length;
    return length != 0 ? 0 : call_failure();
}

static uint32_t call_volume(const uint16_t *root, uint16_t *name, uint32_t size, uint32_t *flags)
{
    DWORD found = 0, mode = 0, error = 0;
    /* Else a drive without a medium makes a window appear that asks for one. */
    BOOL silenced = SetThreadErrorMode(SEM_FAILCRITICALERRORS, &mode);
    if (!GetVolumeInformationW((const WCHAR *)root, NULL, 0, NULL, NULL, &found, (WCHAR *)name, size))
        error = call_failure();
    if (silenced)
        SetThreadErrorMode(mode, NULL);
    *flags = found;
    return error;
}

static uint32_t call_first_volume(uint16_t *name, uint32_t size, void **search)
{
    HANDLE found = FindFirstVolumeW((WCHAR *)name, size);
    *search = found;
    return found != INVALID_HANDLE_VALUE ? 0 : call_failure();
}

static uint32_t call_next_volume(void *search, uint16_t *name, uint32_t size)
{
    return FindNextVolumeW(search, (WCHAR *)name, size) ? 0 : call_failure();
}

static void call_close_search(void *search)
{
    FindVolumeClose(search);
}

static uint32_t call_volume_paths(const uint16_t *name, uint16_t *paths, uint32_t *size)
{
    DWORD length = *size;
    BOOL done = GetVolumePathNamesForVolumeNameW((const WCHAR *)name, (WCHAR *)paths, *size, &length);
    *size = length;
    return done ? 0 : call_failure();
}

static uint32_t call_heap(uint64_t *used, uint32_t *count)
{
    HANDLE heap = GetProcessHeap();
    PROCESS_HEAP_ENTRY entry = {.lpData = NULL};
    *used = 0;
    *count = GetProcessHeaps(0, NULL);
    /* Nothing may be allocated before it is unlocked. */
    if (*count == 0 || !HeapLock(heap))
        return call_failure();
    while (HeapWalk(heap, &entry)) {
        if (entry.wFlags & PROCESS_HEAP_ENTRY_BUSY)
            *used += entry.cbData;
    }
    DWORD error = GetLastError();
    HeapUnlock(heap);
    return error == ERROR_NO_MORE_ITEMS ? 0 : error != 0 ? error : ERROR_NOT_SUPPORTED;
}

static uint64_t committed(void)
{
    PROCESS_MEMORY_COUNTERS counters = {.cb = sizeof counters};
    return GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters) ? counters.PagefileUsage : 0;
}

static uint32_t call_compact(uint64_t found[2])
{
    found[0] = committed();
    SetLastError(0);
    if (HeapCompact(GetProcessHeap(), 0) == 0 && GetLastError() != 0)
        return GetLastError();
    found[1] = committed();
    return 0;
}

static uint32_t call_disk_performance(uint32_t number, void *buffer, uint32_t size)
{
    WCHAR path[40];
    DWORD returned = 0, error = 0;
    _snwprintf(path, 40, L"\\\\.\\PhysicalDrive%u", number);
    HANDLE disk = CreateFileW(path, 0, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    if (disk == INVALID_HANDLE_VALUE)
        return call_failure();
    if (!DeviceIoControl(disk, IOCTL_DISK_PERFORMANCE, NULL, 0, buffer, size, &returned, NULL))
        error = call_failure();
    CloseHandle(disk);
    return error;
}

static uint32_t call_performance(void *buffer, uint32_t size)
{
    return GetPerformanceInfo(buffer, size) ? 0 : call_failure();
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
        return call_failure();
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
        return call_failure();
    *buffer = answer;
    *size = length;
    return 0;
}

static void call_free_sessions(void *buffer)
{
    WTSFreeMemory(buffer);
}

const struct windows_calls *windows(void)
{
    static const struct windows_calls calls = {
        .query_system = call_query_system,
        .query_group = call_query_group,
        .cpu_groups = call_cpu_groups,
        .cpu_relations = call_cpu_relations,
        .cpu_power = call_cpu_power,
        .power_status = call_power_status,
        .sockets = call_sockets,
        .disk_space = call_disk_space,
        .drives = call_drives,
        .drive_type = call_drive_type,
        .dos_device = call_dos_device,
        .volume = call_volume,
        .first_volume = call_first_volume,
        .next_volume = call_next_volume,
        .close_search = call_close_search,
        .volume_paths = call_volume_paths,
        .heap = call_heap,
        .compact = call_compact,
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
        .user = call_user,
        .account = call_account,
        .query_process = call_query_process,
        .set_process = call_set_process,
        .read_memory = call_read_memory,
        .region = call_region,
        .mapped_name = call_mapped_name,
        .working_set = call_working_set,
        .duplicate = call_duplicate,
        .file_name = call_file_name,
        .open_manager = call_open_manager,
        .services = call_services,
        .open_service = call_open_service,
        .service_config = call_service_config,
        .service_description = call_service_description,
        .close_service = call_close_service,
    };
    return &calls;
}

#endif
