/* A Windows that a test makes up: the table of calls, each answered by one function that the test sets.
 *
 * Linked to the backend's C files in place of calls_windows*.c, so that all of them run on any system, with
 * every answer and every failure that Windows could give. What is handed out and must be given back is
 * counted. */
#include "machine.h"

#include <stdlib.h>

answerer answer;
int64_t outstanding;
static struct windows_calls calls;

enum { ROOM = 4096 };

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

uint32_t text(const char *call, uint64_t first, uint64_t second, uint16_t *name, uint32_t *size)
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

static uint32_t first_volume(uint16_t *name, uint32_t size, void **search)
{
    uint32_t bytes = 2 * size, error = answer("volumes", 0, 0, name, &bytes);
    if (error == 0) {
        outstanding++;
        *search = calloc(1, sizeof(uint64_t));
    }
    return error;
}

static uint32_t next_volume(void *search, uint16_t *name, uint32_t size)
{
    uint64_t *place = search;
    uint32_t bytes = 2 * size;
    *place += 1;
    return answer("volumes", *place, 0, name, &bytes);
}

static void close_search(void *search)
{
    outstanding--;
    free(search);
}

/* A volume stands for the first character of its name. */
static uint32_t volume_paths(const uint16_t *name, uint16_t *paths, uint32_t *size)
{
    return text("volume_paths", name[0], 0, paths, size);
}

static uint32_t heap(uint64_t *used, uint32_t *count)
{
    uint32_t eight = sizeof *used, four = sizeof *count, error = answer("heap", 0, 0, used, &eight);
    return error != 0 ? error : answer("heap_count", 0, 0, count, &four);
}

static uint32_t compact(uint64_t committed[2])
{
    uint32_t size = 2 * sizeof *committed;
    return answer("compact", 0, 0, committed, &size);
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

__attribute__((visibility("default"))) void machine_answers(answerer function)
{
    answer = function;
    calls = (struct windows_calls){
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
        .first_volume = first_volume,
        .next_volume = next_volume,
        .close_search = close_search,
        .volume_paths = volume_paths,
        .heap = heap,
        .compact = compact,
        .disk_performance = disk_performance,
        .performance = performance,
        .adapters = adapters,
        .interface_row = interface_row,
        .sessions = sessions,
        .session_information = session_information,
        .free_sessions = free_sessions,
    };
    add_process_calls(&calls);
}

const struct windows_calls *windows(void)
{
    return &calls;
}
