#include "query.h"

#include "calls.h"
#include <stdbool.h>
#include <stdlib.h>

/* Between two calls the list that is asked for may grow, so each try has more room than the last one wanted;
   whoever still wants more after so many tries, or more than this, is broken. */
enum { TRIES = 24, SLACK = 16 * 1024, MOST = 1 << 30 };

static bool too_small(uint32_t error)
{
    return error == NT_INFO_LENGTH_MISMATCH || error == NT_BUFFER_TOO_SMALL || error == NT_BUFFER_OVERFLOW ||
           error == WINDOWS_BUFFER_OVERFLOW || error == WINDOWS_INSUFFICIENT_BUFFER;
}

/* A call that fills a buffer and tells in *size how much it filled, or how much it wants. */
typedef uint32_t (*fill)(void *handle, uint32_t kind, void *buffer, uint32_t *size);

static uint32_t query(fill call, void *handle, uint32_t kind, uint32_t guess, struct answer *out)
{
    uint32_t room = guess, error = WINDOWS_INVALID_DATA;
    *out = (struct answer){0};
    for (int i = 0; i < TRIES && room <= MOST; i++) {
        /* calloc: what a call claims to have filled and has not must not be another's memory. */
        void *buffer = calloc(1, room);
        if (buffer == NULL)
            return WINDOWS_NOT_ENOUGH_MEMORY;
        uint32_t size = room;
        error = call(handle, kind, buffer, &size);
        if (error == 0) {
            out->buffer = buffer;
            out->span = (struct span){buffer, size < room ? size : room, (uint64_t)(uintptr_t)buffer};
            return 0;
        }
        free(buffer);
        if (!too_small(error))
            return error;
        room = size > room && size <= MOST ? size + SLACK : room * 2;
    }
    return error;
}

static uint32_t call_query_system(void *handle, uint32_t kind, void *buffer, uint32_t *size)
{
    (void)handle;
    uint32_t room = *size;
    *size = 0;
    return windows()->query_system(kind, buffer, room, size);
}

static uint32_t call_query_process(void *handle, uint32_t kind, void *buffer, uint32_t *size)
{
    uint32_t room = *size;
    *size = 0;
    return windows()->query_process(handle, kind, buffer, room, size);
}

static uint32_t call_adapters(void *handle, uint32_t kind, void *buffer, uint32_t *size)
{
    (void)handle;
    (void)kind;
    return windows()->adapters(buffer, size);
}

/* The group is passed as if it were the handle. */
static uint32_t call_query_group(void *handle, uint32_t kind, void *buffer, uint32_t *size)
{
    uint32_t room = *size;
    *size = 0;
    return windows()->query_group(kind, *(const uint16_t *)handle, buffer, room, size);
}

static uint32_t call_cores(void *handle, uint32_t kind, void *buffer, uint32_t *size)
{
    (void)handle;
    (void)kind;
    return windows()->cpu_cores(buffer, size);
}

static uint32_t call_sockets(void *handle, uint32_t kind, void *buffer, uint32_t *size)
{
    (void)handle;
    return windows()->sockets(kind, buffer, size);
}

uint32_t query_system(uint32_t kind, uint32_t guess, struct answer *out)
{
    return query(call_query_system, NULL, kind, guess, out);
}

uint32_t query_process(void *handle, uint32_t kind, uint32_t guess, struct answer *out)
{
    return query(call_query_process, handle, kind, guess, out);
}

uint32_t query_group(uint32_t kind, uint16_t group, uint32_t guess, struct answer *out)
{
    return query(call_query_group, &group, kind, guess, out);
}

uint32_t query_cores(struct answer *out)
{
    return query(call_cores, NULL, 0, 4096, out);
}

uint32_t query_sockets(uint32_t table, struct answer *out)
{
    return query(call_sockets, NULL, table, 16 * 1024, out);
}

uint32_t query_adapters(struct answer *out)
{
    uint32_t error = query(call_adapters, NULL, 0, 16 * 1024, out);
    return error == WINDOWS_NO_DATA ? 0 : error;
}
