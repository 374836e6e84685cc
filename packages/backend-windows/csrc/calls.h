/* Every call into Windows that this module makes, as one table of entry points.
 *
 * calls_windows*.c fill the table with Windows itself; they and layouts_windows.c, which has no code, are the
 * only files that include <windows.h>. All others know fixed-width types alone: on any system they can be
 * compiled, with a table of other answers, as the tests do.
 *
 * Unless said otherwise a call returns 0, or what went wrong: a Win32 error code, or an NTSTATUS (those of
 * errors have the highest bit set). */
#ifndef SYSPROBE_CALLS_H
#define SYSPROBE_CALLS_H

#include <stddef.h>
#include <stdint.h>

enum {
    /* Win32 error codes */
    WINDOWS_INVALID_FUNCTION = 1,
    WINDOWS_FILE_NOT_FOUND = 2,
    WINDOWS_PATH_NOT_FOUND = 3,
    WINDOWS_ACCESS_DENIED = 5,
    WINDOWS_NOT_ENOUGH_MEMORY = 8,
    WINDOWS_INVALID_DATA = 13,
    WINDOWS_NO_MORE_FILES = 18,
    WINDOWS_NOT_READY = 21,
    WINDOWS_BAD_LENGTH = 24,
    WINDOWS_NOT_SUPPORTED = 50,
    WINDOWS_INVALID_PARAMETER = 87,
    WINDOWS_BUFFER_OVERFLOW = 111,
    WINDOWS_CALL_NOT_IMPLEMENTED = 120,
    WINDOWS_INSUFFICIENT_BUFFER = 122,
    WINDOWS_INVALID_NAME = 123,
    WINDOWS_NO_DATA = 232,
    WINDOWS_MORE_DATA = 234,
    WINDOWS_NOT_A_DIRECTORY = 267,
    WINDOWS_PARTIAL_COPY = 299,
    WINDOWS_NO_SUCH_SERVICE = 1060,
    WINDOWS_NO_MEDIA = 1112,
    WINDOWS_NOT_FOUND = 1168,
    WINDOWS_PRIVILEGE_NOT_HELD = 1314,
    WINDOWS_SESSION_NOT_FOUND = 7022,
};

/* NTSTATUS values, which do not fit an enum. */
#define NT_BUFFER_OVERFLOW 0x80000005U
#define NT_NOT_IMPLEMENTED 0xC0000002U
#define NT_INVALID_INFO_CLASS 0xC0000003U
#define NT_INFO_LENGTH_MISMATCH 0xC0000004U
#define NT_INVALID_CID 0xC000000BU
#define NT_INVALID_PARAMETER 0xC000000DU
#define NT_NO_MEMORY 0xC0000017U
#define NT_ACCESS_DENIED 0xC0000022U
#define NT_BUFFER_TOO_SMALL 0xC0000023U
#define NT_PRIVILEGE_NOT_HELD 0xC0000061U
#define NT_INSUFFICIENT_RESOURCES 0xC000009AU
#define NT_NOT_SUPPORTED 0xC00000BBU

/* Classes of NtQuerySystemInformation */
enum {
    SYSTEM_EVENTS = 2,
    SYSTEM_TIME_OF_DAY = 3,
    SYSTEM_PROCESSES = 5,
    SYSTEM_CPU_TIMES = 8,
    SYSTEM_PAGE_FILES = 18,
    SYSTEM_HANDLES = 64,
    SYSTEM_IMAGE_NAME = 88,
};

/* Classes of NtQueryInformationProcess */
enum {
    PROCESS_BASIC = 0,
    PROCESS_WOW64 = 26,
    PROCESS_IO_PRIORITY = 33,
    PROCESS_HANDLE_TABLE = 51,
    PROCESS_COMMAND_LINE = 60,
};

/* What GetLogicalProcessorInformationEx can be asked for */
enum {
    RELATION_CORE = 0,
    RELATION_ALL = 0xFFFF,
};

/* Rights to a process */
enum {
    RIGHT_TERMINATE = 0x1,
    RIGHT_READ_MEMORY = 0x10,
    RIGHT_DUPLICATE = 0x40,
    RIGHT_SET = 0x200,
    RIGHT_QUERY_ALL = 0x400,
    RIGHT_SUSPEND = 0x800,
    RIGHT_QUERY = 0x1000,
    RIGHT_WAIT = 0x100000,
};

enum {
    WAIT_MOST = 64, /* handles in one call */
};
#define WAIT_NONE 0x102U
#define WAIT_FAILURE 0xFFFFFFFFU

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
    /* The same for the CPUs of one processor group: NtQuerySystemInformationEx */
    uint32_t (*query_group)(uint32_t kind, uint16_t group, void *buffer, uint32_t size, uint32_t *returned);
    /* GetActiveProcessorGroupCount: a group has at most 64 CPUs */
    uint16_t (*cpu_groups)(void);
    /* GetLogicalProcessorInformationEx; *size in and out */
    uint32_t (*cpu_relations)(uint32_t relation, void *buffer, uint32_t *size);
    /* CallNtPowerInformation(ProcessorInformation); an NTSTATUS */
    uint32_t (*cpu_power)(void *buffer, uint32_t size);
    /* GetSystemPowerStatus into a SYSTEM_POWER_STATUS */
    uint32_t (*power_status)(void *buffer, uint32_t size);
    /* GetExtendedTcpTable, GetExtendedUdpTable; `table` is an enum socket_table; *size in and out */
    uint32_t (*sockets)(uint32_t table, void *buffer, uint32_t *size);
    /* GetDiskFreeSpaceExW of a directory: bytes for the caller, in all, free */
    uint32_t (*disk_space)(const uint16_t *path, uint64_t space[3]);
    /* GetLogicalDrives, GetDriveTypeW: no errors */
    uint32_t (*drives)(void);
    uint32_t (*drive_type)(const uint16_t *root);
    /* QueryDosDeviceW of a drive ("C:"): what it stands for, and a NUL; *size: UTF-16 units in and out */
    uint32_t (*dos_device)(const uint16_t *drive, uint16_t *name, uint32_t *size);
    /* GetVolumeInformationW: the file system's name, with a NUL, and flags */
    uint32_t (*volume)(const uint16_t *root, uint16_t *name, uint32_t size, uint32_t *flags);
    /* FindFirstVolumeW, FindNextVolumeW (WINDOWS_NO_MORE_FILES behind the last), FindVolumeClose: names with
     * a NUL, `size` UTF-16 units of room */
    uint32_t (*first_volume)(uint16_t *name, uint32_t size, void **search);
    uint32_t (*next_volume)(void *search, uint16_t *name, uint32_t size);
    void (*close_search)(void *search);
    /* GetVolumePathNamesForVolumeNameW: where it is mounted, each with a NUL, and one more; *size as above */
    uint32_t (*volume_paths)(const uint16_t *name, uint16_t *paths, uint32_t *size);
    /* HeapWalk over the heap of the C runtime: bytes in use; GetProcessHeaps: how many there are */
    uint32_t (*heap)(uint64_t *used, uint32_t *count);
    /* HeapCompact of the same; what the process had committed before and after it */
    uint32_t (*compact)(uint64_t committed[2]);
    /* IOCTL_DISK_PERFORMANCE of \\.\PhysicalDrive<number> */
    uint32_t (*disk_performance)(uint32_t number, void *buffer, uint32_t size);
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
    /* OpenProcess */
    uint32_t (*open_process)(uint32_t pid, uint32_t rights, void **handle);
    void (*close)(void *handle);
    /* GetProcessId; 0: it failed */
    uint32_t (*process_id)(void *handle);
    /* GetProcessTimes: when it began, 100 ns since 1601 */
    uint32_t (*process_created)(void *handle, uint64_t *created);
    /* WaitForMultipleObjects, any of at most 64: the index of one that has ended, or WAIT_NONE or
     * WAIT_FAILURE */
    uint32_t (*wait)(void *const *handles, uint32_t count, uint32_t milliseconds);
    /* GetExitCodeProcess, TerminateProcess, NtSuspendProcess, NtResumeProcess */
    uint32_t (*exit_code)(void *handle, uint32_t *code);
    uint32_t (*terminate)(void *handle, uint32_t code);
    uint32_t (*suspend)(void *handle);
    uint32_t (*resume)(void *handle);
    /* GetPriorityClass, SetPriorityClass; GetProcessAffinityMask, SetProcessAffinityMask */
    uint32_t (*priority)(void *handle, uint32_t *class);
    uint32_t (*set_priority)(void *handle, uint32_t class);
    /* of the process and of the machine; no CPUs: it is in several groups */
    uint32_t (*affinity)(void *handle, uint64_t masks[2]);
    uint32_t (*set_affinity)(void *handle, uint64_t mask);
    /* QueryFullProcessImageNameW; *size: UTF-16 units in, out without the NUL */
    uint32_t (*image_name)(void *handle, uint16_t *name, uint32_t *size);
    /* The user of the process' token: a SID; *size in bytes, in and out */
    uint32_t (*user)(void *handle, void *sid, uint32_t *size);
    /* LookupAccountSidW: "DOMAIN\\name"; *size as that of image_name */
    uint32_t (*account)(void *sid, uint16_t *name, uint32_t *size);
    /* NtQueryInformationProcess */
    uint32_t (*query_process)(void *handle, uint32_t kind, void *buffer, uint32_t size, uint32_t *returned);
    /* NtSetInformationProcess */
    uint32_t (*set_process)(void *handle, uint32_t kind, void *buffer, uint32_t size);
    /* ReadProcessMemory: all or an error */
    uint32_t (*read_memory)(void *handle, uint64_t address, void *buffer, size_t size);
    /* VirtualQueryEx into a MEMORY_BASIC_INFORMATION; behind the last one WINDOWS_INVALID_PARAMETER */
    uint32_t (*region)(void *handle, uint64_t address, void *buffer, uint32_t size);
    /* GetMappedFileNameW, by the kernel's names for devices; *size as that of image_name */
    uint32_t (*mapped_name)(void *handle, uint64_t address, uint16_t *name, uint32_t *size);
    /* QueryWorkingSet: a count, then as many words; WINDOWS_BAD_LENGTH tells the count only */
    uint32_t (*working_set)(void *handle, void *buffer, uint32_t size);
    /* DuplicateHandle: a handle of our own for one of another process */
    uint32_t (*duplicate)(void *process, uint64_t value, void **handle);
    /* GetFinalPathNameByHandleW of a file on a disk; other things, folders too: WINDOWS_NOT_SUPPORTED. It may
     * hang for as long as others read from a pipe; *size as that of image_name */
    uint32_t (*file_name)(void *handle, uint16_t *name, uint32_t *size);
    /* OpenSCManagerW of this machine */
    uint32_t (*open_manager)(void **manager);
    /* EnumServicesStatusExW: ENUM_SERVICE_STATUS_PROCESSW from *place on; WINDOWS_MORE_DATA if there are more
     */
    uint32_t (*services)(void *manager, void *buffer, uint32_t size, uint32_t *count, uint32_t *place);
    /* OpenServiceW; QueryServiceConfigW and QueryServiceConfig2W(SERVICE_CONFIG_DESCRIPTION), *size in and
     * out */
    uint32_t (*open_service)(void *manager, const uint16_t *name, void **service);
    uint32_t (*service_config)(void *service, void *buffer, uint32_t *size);
    uint32_t (*service_description)(void *service, void *buffer, uint32_t *size);
    /* CloseServiceHandle, of the manager too */
    void (*close_service)(void *handle);
};

/* The table in force. */
const struct windows_calls *windows(void);

#endif
