/* What the files that fill the table of calls with Windows share: its headers, and functions that stand in
 * one file and are listed in another. Nothing but these files and layouts_windows.c, which has no code,
 * includes it. Every call is in Windows 10; the few that no header declares are in ntdll since Windows 7. */
#ifndef SYSPROBE_CALLS_WINDOWS_H
#define SYSPROBE_CALLS_WINDOWS_H

#ifndef _WIN64
#error "the layouts are those of 64-bit Windows"
#endif
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
#include <winsvc.h>
#include <wtsapi32.h>

#include "calls.h"

/* The thread's last error. A failed call must not read as one that worked, whatever it left there. */
uint32_t call_failure(void);

/* calls_windows_process.c */
uint32_t call_open_process(uint32_t pid, uint32_t rights, void **handle);
void call_close(void *handle);
uint32_t call_process_id(void *handle);
uint32_t call_process_created(void *handle, uint64_t *created);
uint32_t call_wait(void *const *handles, uint32_t count, uint32_t milliseconds);
uint32_t call_exit_code(void *handle, uint32_t *code);
uint32_t call_terminate(void *handle, uint32_t code);
uint32_t call_suspend(void *handle);
uint32_t call_resume(void *handle);
uint32_t call_priority(void *handle, uint32_t *class);
uint32_t call_set_priority(void *handle, uint32_t class);
uint32_t call_affinity(void *handle, uint64_t masks[2]);
uint32_t call_set_affinity(void *handle, uint64_t mask);
uint32_t call_image_name(void *handle, uint16_t *name, uint32_t *size);
uint32_t call_user(void *handle, void *sid, uint32_t *size);
uint32_t call_account(void *sid, uint16_t *name, uint32_t *size);
uint32_t call_query_process(void *handle, uint32_t kind, void *buffer, uint32_t size, uint32_t *returned);
uint32_t call_set_process(void *handle, uint32_t kind, void *buffer, uint32_t size);
uint32_t call_read_memory(void *handle, uint64_t address, void *buffer, size_t size);
uint32_t call_region(void *handle, uint64_t address, void *buffer, uint32_t size);
uint32_t call_mapped_name(void *handle, uint64_t address, uint16_t *name, uint32_t *size);
uint32_t call_working_set(void *handle, void *buffer, uint32_t size);
uint32_t call_duplicate(void *process, uint64_t value, void **handle);
uint32_t call_file_name(void *handle, uint16_t *name, uint32_t *size);

/* calls_windows_service.c */
uint32_t call_open_manager(void **manager);
uint32_t call_services(void *manager, void *buffer, uint32_t size, uint32_t *count, uint32_t *place);
uint32_t call_open_service(void *manager, const uint16_t *name, void **service);
uint32_t call_service_config(void *service, void *buffer, uint32_t *size);
uint32_t call_service_description(void *service, void *buffer, uint32_t *size);
void call_close_service(void *handle);

#endif
