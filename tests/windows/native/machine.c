/* A Windows that a test makes up: the table of calls, each answered by one function that the test sets.
 *
 * Linked to the backend's C files in place of calls_windows*.c, so that all of them run on any system, with
 * every answer and every failure that Windows could give. What is handed out and must be given back is
 * counted. */
#include "calls.h"

#include <stdlib.h>

/* The call's name, its numbers, a buffer with its size in and out; returns the call's own answer. */
typedef uint32_t (*answerer)(const char *call, uint64_t first, uint64_t second, void *buffer, uint32_t *size);

static answerer answer;
static int64_t outstanding;

enum { ROOM = 4096 };

__attribute__((visibility("default"))) void machine_answers(answerer function)
{
    answer = function;
}

__attribute__((visibility("default"))) int64_t machine_outstanding(void)
{
    return outstanding;
}

static uint32_t query_system(uint32_t kind, void *buffer, uint32_t size, uint32_t *returned)
{
    *returned = size;
    return answer("query_system", kind, size, buffer, returned);
}

static uint32_t query_group(uint32_t kind, uint16_t group, void *buffer, uint32_t size, uint32_t *returned)
{
    *returned = size;
    return answer("query_group", kind, group, buffer, returned);
}

static uint16_t cpu_groups(void)
{
    uint32_t size = 0;
    return (uint16_t)answer("cpu_groups", 0, 0, NULL, &size);
}

static uint32_t cpu_relations(uint32_t relation, void *buffer, uint32_t *size)
{
    return answer("cpu_relations", relation, *size, buffer, size);
}

static uint32_t power_status(void *buffer, uint32_t size)
{
    return answer("power_status", 0, 0, buffer, &size);
}

static uint32_t cpu_power(void *buffer, uint32_t size)
{
    return answer("cpu_power", size, 0, buffer, &size);
}

static uint32_t sockets(uint32_t table, void *buffer, uint32_t *size)
{
    return answer("sockets", table, *size, buffer, size);
}

static uint32_t disk_space(const uint16_t *path, uint64_t space[3])
{
    uint32_t size = 3 * sizeof *space;
    return answer("disk_space", path[0], 0, space, &size);
}

static uint32_t drives(void)
{
    uint32_t size = 0;
    return answer("drives", 0, 0, NULL, &size);
}

static uint32_t drive_type(const uint16_t *root)
{
    uint32_t size = 0;
    return answer("drive_type", root[0], 0, NULL, &size);
}

/* Texts are answered as bytes. */
static uint32_t text(const char *call, uint64_t first, uint64_t second, uint16_t *name, uint32_t *size)
{
    *size *= 2;
    uint32_t error = answer(call, first, second, name, size);
    *size /= 2;
    return error;
}

static uint32_t dos_device(const uint16_t *drive, uint16_t *name, uint32_t *size)
{
    return text("dos_device", drive[0], 0, name, size);
}

static uint32_t volume(const uint16_t *root, uint16_t *name, uint32_t size, uint32_t *flags)
{
    uint32_t bytes = 2 * size, four = sizeof *flags, error = answer("volume", root[0], 0, name, &bytes);
    return error != 0 ? error : answer("volume_flags", root[0], 0, flags, &four);
}

static uint32_t disk_performance(uint32_t number, void *buffer, uint32_t size)
{
    return answer("disk_performance", number, 0, buffer, &size);
}

static uint32_t performance(void *buffer, uint32_t size)
{
    return answer("performance", size, 0, buffer, &size);
}

static uint32_t adapters(void *buffer, uint32_t *size)
{
    return answer("adapters", *size, 0, buffer, size);
}

static uint32_t interface_row(uint64_t luid, void *row, uint32_t size)
{
    return answer("interface_row", luid, 0, row, &size);
}

/* A buffer that is the caller's until it is freed. */
static uint32_t handed_out(const char *call, uint64_t first, uint64_t second, void **buffer, uint32_t *size)
{
    void *fresh = malloc(ROOM);
    *size = ROOM;
    uint32_t error = answer(call, first, second, fresh, size);
    if (error == 0 && *size != 0) {
        /* Exactly as long as it says, so that a sanitizer sees who reads on. */
        *buffer = realloc(fresh, *size);
        outstanding++;
    } else {
        free(fresh);
    }
    return error;
}

static uint32_t sessions(void **array, uint32_t *count)
{
    uint32_t size = 0, error = handed_out("sessions", 0, 0, array, &size);
    *count = size / 24;
    return error;
}

static uint32_t session_information(uint32_t session, uint32_t kind, void **buffer, uint32_t *size)
{
    return handed_out("session_information", session, kind, buffer, size);
}

static void free_sessions(void *buffer)
{
    if (buffer != NULL)
        outstanding--;
    free(buffer);
}

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
GIVING(affinity, uint64_t)
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

const struct windows_calls *windows(void)
{
    static const struct windows_calls calls = {
        .query_system = query_system,
        .query_group = query_group,
        .cpu_groups = cpu_groups,
        .cpu_relations = cpu_relations,
        .cpu_power = cpu_power,
        .power_status = power_status,
        .sockets = sockets,
        .disk_space = disk_space,
        .drives = drives,
        .drive_type = drive_type,
        .dos_device = dos_device,
        .volume = volume,
        .disk_performance = disk_performance,
        .performance = performance,
        .adapters = adapters,
        .interface_row = interface_row,
        .sessions = sessions,
        .session_information = session_information,
        .free_sessions = free_sessions,
        .open_process = open_process,
        .close = close_handle,
        .process_id = process_id,
        .process_created = process_created,
        .wait = wait,
        .exit_code = exit_code,
        .terminate = terminate,
        .suspend = suspend,
        .resume = resume,
        .priority = priority,
        .set_priority = set_priority,
        .affinity = affinity,
        .set_affinity = set_affinity,
        .image_name = image_name,
        .user = user,
        .account = account,
        .query_process = query_process,
        .set_process = set_process,
        .read_memory = read_memory,
        .region = region,
        .mapped_name = mapped_name,
        .working_set = working_set,
        .duplicate = duplicate,
        .file_name = file_name,
        .open_manager = open_manager,
        .services = services,
        .open_service = open_service,
        .service_config = service_config,
        .service_description = service_description,
        .close_service = close_handle,
    };
    return &calls;
}
