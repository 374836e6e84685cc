/* Processes and services of the made-up Windows. */
#include "machine.h"

static uint32_t open_process(uint32_t pid, uint32_t rights, void **handle)
{
    uint32_t size = 0, error = answer("open_process", pid, rights, NULL, &size);
    if (error == 0) {
        outstanding++;
        *handle = (void *)(uintptr_t)(pid + 1);
    }
    return error;
}

static void close_handle(void *handle)
{
    (void)handle;
    outstanding--;
}

/* Calls on a handle are told the pid. */
static uint64_t pid_of(void *handle)
{
    return (uintptr_t)handle - 1;
}

static uint32_t process_id(void *handle)
{
    uint32_t size = 0;
    return answer("process_id", pid_of(handle), 0, NULL, &size);
}

static uint32_t process_created(void *handle, uint64_t *created)
{
    uint32_t size = sizeof *created;
    return answer("process_created", pid_of(handle), 0, created, &size);
}

static uint32_t wait(void *const *handles, uint32_t count, uint32_t milliseconds)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t size = 0, state = answer("wait", pid_of(handles[i]), milliseconds, NULL, &size);
        if (state != WAIT_NONE)
            return state == 0 ? i : state;
    }
    return WAIT_NONE;
}

#define WITH_NUMBER(name)                                          \
    static uint32_t name(void *handle, uint32_t number)            \
    {                                                              \
        uint32_t size = 0;                                         \
        return answer(#name, pid_of(handle), number, NULL, &size); \
    }
#define DOING(name)                                           \
    static uint32_t name(void *handle)                        \
    {                                                         \
        uint32_t size = 0;                                    \
        return answer(#name, pid_of(handle), 0, NULL, &size); \
    }
#define GIVING(name, type)                                     \
    static uint32_t name(void *handle, type *found)            \
    {                                                          \
        uint32_t size = sizeof *found;                         \
        return answer(#name, pid_of(handle), 0, found, &size); \
    }
#define NAMING(name)                                                    \
    static uint32_t name(void *handle, uint16_t *found, uint32_t *size) \
    {                                                                   \
        return text(#name, pid_of(handle), 0, found, size);             \
    }
GIVING(exit_code, uint32_t)
GIVING(priority, uint32_t)
DOING(suspend)
DOING(resume)
WITH_NUMBER(terminate)
WITH_NUMBER(set_priority)
NAMING(image_name)
NAMING(file_name)

static uint32_t user(void *handle, void *sid, uint32_t *size)
{
    return answer("user", pid_of(handle), 0, sid, size);
}

static uint32_t account(void *sid, uint16_t *name, uint32_t *size)
{
    return text("account", ((const unsigned char *)sid)[8], 0, name, size);
}

static uint32_t affinity(void *handle, uint64_t masks[2])
{
    uint32_t size = 2 * sizeof *masks;
    return answer("affinity", pid_of(handle), 0, masks, &size);
}

static uint32_t set_affinity(void *handle, uint64_t mask)
{
    uint32_t size = 0;
    return answer("set_affinity", pid_of(handle), mask, NULL, &size);
}

static uint32_t query_process(void *handle, uint32_t kind, void *buffer, uint32_t size, uint32_t *returned)
{
    (void)handle;
    *returned = size;
    return answer("query_process", kind, size, buffer, returned);
}

static uint32_t read_memory(void *handle, uint64_t address, void *buffer, size_t size)
{
    (void)handle;
    uint32_t room = (uint32_t)size, error = answer("read_memory", address, size, buffer, &room);
    return error != 0 ? error : room == size ? 0 : 299;
}

static uint32_t set_process(void *handle, uint32_t kind, void *buffer, uint32_t size)
{
    return answer("set_process", pid_of(handle), (uint64_t)kind << 32 | *(const uint32_t *)buffer, NULL,
                  &size);
}

static uint32_t region(void *handle, uint64_t address, void *buffer, uint32_t size)
{
    return answer("region", address, pid_of(handle), buffer, &size);
}

static uint32_t mapped_name(void *handle, uint64_t address, uint16_t *name, uint32_t *size)
{
    (void)handle;
    return text("mapped_name", address, 0, name, size);
}

static uint32_t working_set(void *handle, void *buffer, uint32_t size)
{
    return answer("working_set", size, pid_of(handle), buffer, &size);
}

/* The copy stands for the value that it is a copy of. */
static uint32_t duplicate(void *process, uint64_t value, void **handle)
{
    uint32_t size = 0, error = answer("duplicate", value, pid_of(process), NULL, &size);
    if (error == 0) {
        outstanding++;
        *handle = (void *)(uintptr_t)(value + 1);
    }
    return error;
}

static uint32_t opened(const char *call, uint64_t number, void **handle)
{
    uint32_t size = 0, error = answer(call, number, 0, NULL, &size);
    if (error == 0) {
        outstanding++;
        *handle = (void *)(uintptr_t)(number + 1);
    }
    return error;
}

static uint32_t open_manager(void **manager)
{
    return opened("open_manager", 0, manager);
}

/* A service stands for the first letter of its name. */
static uint32_t open_service(void *manager, const uint16_t *name, void **service)
{
    (void)manager;
    return opened("open_service", name[0], service);
}

static uint32_t services(void *manager, void *buffer, uint32_t size, uint32_t *count, uint32_t *place)
{
    (void)manager;
    uint32_t error = answer("services", *place, 0, buffer, &size), four = sizeof *count;
    if (error != 0)
        return error;
    answer("services_count", *place, 0, count, &four);
    *place += 1;
    size = 0;
    return answer("services_more", *place, 0, NULL, &size);
}

static uint32_t service_config(void *service, void *buffer, uint32_t *size)
{
    return answer("service_config", pid_of(service), 0, buffer, size);
}

static uint32_t service_description(void *service, void *buffer, uint32_t *size)
{
    return answer("service_description", pid_of(service), 0, buffer, size);
}

void add_process_calls(struct windows_calls *calls)
{
    calls->open_process = open_process;
    calls->close = close_handle;
    calls->process_id = process_id;
    calls->process_created = process_created;
    calls->wait = wait;
    calls->exit_code = exit_code;
    calls->terminate = terminate;
    calls->suspend = suspend;
    calls->resume = resume;
    calls->priority = priority;
    calls->set_priority = set_priority;
    calls->affinity = affinity;
    calls->set_affinity = set_affinity;
    calls->image_name = image_name;
    calls->user = user;
    calls->account = account;
    calls->query_process = query_process;
    calls->set_process = set_process;
    calls->read_memory = read_memory;
    calls->region = region;
    calls->mapped_name = mapped_name;
    calls->working_set = working_set;
    calls->duplicate = duplicate;
    calls->file_name = file_name;
    calls->open_manager = open_manager;
    calls->services = services;
    calls->open_service = open_service;
    calls->service_config = service_config;
    calls->service_description = service_description;
    calls->close_service = close_handle;
}
