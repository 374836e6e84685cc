#include "query.h"

#include "calls.h"
#include "parse_working_set.h"
#include <stdbool.h>
#include <stdlib.h>

/* Between two calls the list that is asked for may grow, so each try has more room than the last one wanted;
   whoever still wants more after so many tries, or more than this, is broken. */
enum { IMAGE_HEAD = 24, IMAGE_ROOM = 65532 };
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
    uint32_t error = windows()->query_process(handle, kind, buffer, room, size);
    if (error == 0 && *size == 0) /* not every class says how much it filled */
        *size = room;
    return error;
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

static uint32_t call_relations(void *handle, uint32_t kind, void *buffer, uint32_t *size)
{
    (void)handle;
    return windows()->cpu_relations(kind, buffer, size);
}

/* The count that it tells stands in front. */
static uint32_t call_working_set(void *handle, uint32_t kind, void *buffer, uint32_t *size)
{
    (void)kind;
    uint32_t room = *size, error = windows()->working_set(handle, buffer, room);
    uint64_t pages = get_u64(buffer);
    *size = pages < MOST / WORKING_SET_PAGE ? (uint32_t)(WORKING_SET_HEAD + pages * WORKING_SET_PAGE) : 0;
    return error == WINDOWS_BAD_LENGTH ? WINDOWS_INSUFFICIENT_BUFFER : error;
}

static uint32_t call_service_config(void *handle, uint32_t kind, void *buffer, uint32_t *size)
{
    (void)kind;
    return windows()->service_config(handle, buffer, size);
}

static uint32_t call_service_description(void *handle, uint32_t kind, void *buffer, uint32_t *size)
{
    (void)kind;
    return windows()->service_description(handle, buffer, size);
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

uint32_t query_relations(uint32_t relation, struct answer *out)
{
    return query(call_relations, NULL, relation, 16 * 1024, out);
}

uint32_t query_working_set(void *handle, struct answer *out)
{
    return query(call_working_set, handle, 0, 256 * 1024, out);
}

uint32_t query_service_config(void *service, struct answer *out)
{
    return query(call_service_config, service, 0, 1024, out);
}

uint32_t query_service_description(void *service, struct answer *out)
{
    return query(call_service_description, service, 0, 1024, out);
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

static void put_number(unsigned char *at, uint64_t number, size_t size)
{
    for (size_t i = 0; i < size; i++)
        at[i] = (unsigned char)(number >> 8 * i & 0xFF);
}

/* SYSTEM_PROCESS_ID_INFORMATION, for which no header stands: a process id and a UNICODE_STRING, whose buffer
 * is ours, lies behind it and holds the longest name. */
uint32_t query_image_name(uint32_t pid, struct answer *out, struct text *name)
{
    *out = (struct answer){0};
    *name = (struct text){NULL, 0};
    unsigned char *bytes = calloc(1, IMAGE_HEAD + IMAGE_ROOM);
    if (bytes == NULL)
        return WINDOWS_NOT_ENOUGH_MEMORY;
    uint64_t base = (uint64_t)(uintptr_t)bytes;
    uint32_t returned;
    put_number(bytes, pid, 8);
    put_number(bytes + 10, IMAGE_ROOM, 2);
    put_number(bytes + 16, base + IMAGE_HEAD, 8);
    uint32_t error = windows()->query_system(SYSTEM_IMAGE_NAME, bytes, IMAGE_HEAD, &returned);
    struct span span = {bytes, IMAGE_HEAD + IMAGE_ROOM, base};
    if (error == 0 && span_unicode_string(&span, bytes + 8, name) < 0)
        error = WINDOWS_INVALID_DATA;
    if (error != 0) {
        free(bytes);
        return error;
    }
    out->buffer = bytes;
    out->span = span;
    return 0;
}
