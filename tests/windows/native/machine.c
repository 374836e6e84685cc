/* A Windows that a test makes up: the table of calls, each answered by one function that the test sets.
 *
 * Linked to the backend's C files in place of calls_windows.c, so that all of them run on any system, with
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

static uint32_t open_process(uint32_t pid, void **handle)
{
    uint32_t size = 0, error = answer("open_process", pid, 0, NULL, &size);
    if (error == 0) {
        outstanding++;
        *handle = (void *)(uintptr_t)pid;
    }
    return error;
}

static uint32_t process_id(void *handle)
{
    uint32_t size = 0;
    return answer("process_id", (uintptr_t)handle, 0, NULL, &size);
}

static int has_ended(void *handle)
{
    uint32_t size = 0;
    return (int)answer("has_ended", (uintptr_t)handle, 0, NULL, &size);
}

static void close_handle(void *handle)
{
    (void)handle;
    outstanding--;
}

const struct windows_calls *windows(void)
{
    static const struct windows_calls calls = {
        .query_system = query_system,
        .performance = performance,
        .adapters = adapters,
        .interface_row = interface_row,
        .sessions = sessions,
        .session_information = session_information,
        .free_sessions = free_sessions,
        .open_process = open_process,
        .process_id = process_id,
        .has_ended = has_ended,
        .close = close_handle,
    };
    return &calls;
}
