/* Calls about one process, by its handle. */
#ifdef _WIN32

#include "calls_windows.h"

#include <string.h>

uint32_t call_open_process(uint32_t pid, uint32_t rights, void **handle)
{
    *handle = OpenProcess(rights, FALSE, pid);
    return *handle != NULL ? 0 : call_failure();
}

void call_close(void *handle)
{
    CloseHandle(handle);
}

uint32_t call_process_id(void *handle)
{
    return GetProcessId(handle);
}

uint32_t call_process_created(void *handle, uint64_t *created)
{
    FILETIME began, ended, kernel, user;
    if (!GetProcessTimes(handle, &began, &ended, &kernel, &user))
        return call_failure();
    *created = (uint64_t)began.dwHighDateTime << 32 | began.dwLowDateTime;
    return 0;
}

uint32_t call_wait(void *const *handles, uint32_t count, uint32_t milliseconds)
{
    return WaitForMultipleObjects(count, handles, FALSE, milliseconds);
}

uint32_t call_exit_code(void *handle, uint32_t *code)
{
    DWORD found = 0;
    if (!GetExitCodeProcess(handle, &found))
        return call_failure();
    *code = found;
    return 0;
}

uint32_t call_terminate(void *handle, uint32_t code)
{
    return TerminateProcess(handle, code) ? 0 : call_failure();
}

/* In ntdll, but in no header. */
NTSYSAPI NTSTATUS NTAPI NtSuspendProcess(HANDLE process);
NTSYSAPI NTSTATUS NTAPI NtResumeProcess(HANDLE process);

uint32_t call_suspend(void *handle)
{
    NTSTATUS status = NtSuspendProcess(handle);
    return status < 0 ? (uint32_t)status : 0;
}

uint32_t call_resume(void *handle)
{
    NTSTATUS status = NtResumeProcess(handle);
    return status < 0 ? (uint32_t)status : 0;
}

uint32_t call_priority(void *handle, uint32_t *class)
{
    *class = GetPriorityClass(handle);
    return *class != 0 ? 0 : call_failure();
}

uint32_t call_set_priority(void *handle, uint32_t class)
{
    return SetPriorityClass(handle, class) ? 0 : call_failure();
}

uint32_t call_affinity(void *handle, uint64_t masks[2])
{
    DWORD_PTR process = 0, system = 0;
    if (!GetProcessAffinityMask(handle, &process, &system))
        return call_failure();
    masks[0] = process;
    masks[1] = system;
    return 0;
}

uint32_t call_set_affinity(void *handle, uint64_t mask)
{
    return SetProcessAffinityMask(handle, (DWORD_PTR)mask) ? 0 : call_failure();
}

uint32_t call_image_name(void *handle, uint16_t *name, uint32_t *size)
{
    DWORD length = *size;
    if (!QueryFullProcessImageNameW(handle, 0, (WCHAR *)name, &length))
        return call_failure();
    *size = length;
    return 0;
}

uint32_t call_user(void *handle, void *sid, uint32_t *size)
{
    /* A TOKEN_USER and its SID, which has at most 68 bytes. */
    union {
        TOKEN_USER user;
        BYTE bytes[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
    } found;
    DWORD length = 0, error = 0;
    HANDLE token = NULL;
    if (!OpenProcessToken(handle, TOKEN_QUERY, &token))
        return call_failure();
    if (!GetTokenInformation(token, TokenUser, &found, sizeof found, &length))
        error = call_failure();
    CloseHandle(token);
    if (error != 0)
        return error;
    length = GetLengthSid(found.user.User.Sid);
    if (length > *size)
        return ERROR_INSUFFICIENT_BUFFER;
    memcpy(sid, found.user.User.Sid, length);
    *size = length;
    return 0;
}

uint32_t call_account(void *sid, uint16_t *name, uint32_t *size)
{
    WCHAR account[256], domain[256];
    DWORD account_size = 256, domain_size = 256;
    SID_NAME_USE kind;
    if (!LookupAccountSidW(NULL, sid, account, &account_size, domain, &domain_size, &kind))
        return call_failure();
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

uint32_t call_query_process(void *handle, uint32_t kind, void *buffer, uint32_t size, uint32_t *returned)
{
    ULONG length = 0;
    NTSTATUS status = NtQueryInformationProcess(handle, (PROCESSINFOCLASS)kind, buffer, size, &length);
    *returned = length;
    return status < 0 ? (uint32_t)status : 0;
}

/* In ntdll and MinGW's headers, but not in the SDK's. */
NTSTATUS NTAPI NtSetInformationProcess(HANDLE process, PROCESSINFOCLASS kind, void *buffer, ULONG size);

uint32_t call_set_process(void *handle, uint32_t kind, void *buffer, uint32_t size)
{
    NTSTATUS status = NtSetInformationProcess(handle, (PROCESSINFOCLASS)kind, buffer, size);
    return status < 0 ? (uint32_t)status : 0;
}

uint32_t call_read_memory(void *handle, uint64_t address, void *buffer, size_t size)
{
    SIZE_T done = 0;
    if (!ReadProcessMemory(handle, (const void *)(uintptr_t)address, buffer, size, &done))
        return call_failure();
    return done == size ? 0 : ERROR_PARTIAL_COPY;
}

uint32_t call_region(void *handle, uint64_t address, void *buffer, uint32_t size)
{
    SIZE_T filled = VirtualQueryEx(handle, (const void *)(uintptr_t)address, buffer, size);
    if (filled == 0)
        return call_failure();
    return filled >= sizeof(MEMORY_BASIC_INFORMATION) ? 0 : ERROR_INVALID_DATA;
}

uint32_t call_mapped_name(void *handle, uint64_t address, uint16_t *name, uint32_t *size)
{
    DWORD length = GetMappedFileNameW(handle, (void *)(uintptr_t)address, (WCHAR *)name, *size);
    *size = length;
    return length != 0 ? 0 : call_failure();
}

uint32_t call_working_set(void *handle, void *buffer, uint32_t size)
{
    return QueryWorkingSet(handle, buffer, size) ? 0 : call_failure();
}

uint32_t call_duplicate(void *process, uint64_t value, void **handle)
{
    HANDLE copy = NULL;
    if (!DuplicateHandle(process, (HANDLE)(uintptr_t)value, GetCurrentProcess(), &copy, 0, FALSE,
                         DUPLICATE_SAME_ACCESS))
        return call_failure();
    *handle = copy;
    return 0;
}

uint32_t call_file_name(void *handle, uint16_t *name, uint32_t *size)
{
    FILE_STANDARD_INFO about;
    if (GetFileType(handle) != FILE_TYPE_DISK)
        return ERROR_NOT_SUPPORTED;
    if (!GetFileInformationByHandleEx(handle, FileStandardInfo, &about, sizeof about))
        return call_failure();
    if (about.Directory)
        return ERROR_NOT_SUPPORTED;
    DWORD length = GetFinalPathNameByHandleW(handle, (WCHAR *)name, *size, FILE_NAME_NORMALIZED);
    if (length == 0)
        return call_failure();
    if (length >= *size)
        return ERROR_INSUFFICIENT_BUFFER;
    *size = length;
    return 0;
}

#endif
