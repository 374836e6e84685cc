/* Calls of the service manager. */
#ifdef _WIN32

#include "calls_windows.h"

uint32_t call_open_manager(void **manager)
{
    *manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT | SC_MANAGER_ENUMERATE_SERVICE);
    return *manager != NULL ? 0 : call_failure();
}

uint32_t call_services(void *manager, void *buffer, uint32_t size, uint32_t *count, uint32_t *place)
{
    DWORD needed = 0, found = 0, resume = *place, error = 0;
    if (!EnumServicesStatusExW(manager, SC_ENUM_PROCESS_INFO, SERVICE_WIN32, SERVICE_STATE_ALL, buffer, size,
                               &needed, &found, &resume, NULL))
        error = call_failure();
    *count = found;
    *place = resume;
    return error;
}

uint32_t call_open_service(void *manager, const uint16_t *name, void **service)
{
    *service = OpenServiceW(manager, (const WCHAR *)name, SERVICE_QUERY_CONFIG);
    return *service != NULL ? 0 : call_failure();
}

uint32_t call_service_config(void *service, void *buffer, uint32_t *size)
{
    DWORD needed = 0;
    if (QueryServiceConfigW(service, buffer, *size, &needed))
        return 0; /* how much it filled it need not say */
    *size = needed;
    return call_failure();
}

uint32_t call_service_description(void *service, void *buffer, uint32_t *size)
{
    DWORD needed = 0;
    if (QueryServiceConfig2W(service, SERVICE_CONFIG_DESCRIPTION, buffer, *size, &needed))
        return 0;
    *size = needed;
    return call_failure();
}

void call_close_service(void *handle)
{
    CloseServiceHandle(handle);
}

#endif
