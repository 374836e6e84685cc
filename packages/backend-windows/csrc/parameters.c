#include "parameters.h"

#include "calls.h"
#include <stdlib.h>

/* More than any environment of Windows may have. */
enum { MOST_ENVIRONMENT = 4 * 1024 * 1024 };

/* Read these many bytes into an answer of its own. */
static uint32_t read_whole(void *handle, uint64_t address, size_t size, struct answer *out, struct text *text)
{
    if (size == 0 || address == 0)
        return 0;
    void *buffer = malloc(size);
    if (buffer == NULL)
        return WINDOWS_NOT_ENOUGH_MEMORY;
    uint32_t error = windows()->read_memory(handle, address, buffer, size);
    if (error != 0) {
        free(buffer);
        return error;
    }
    out->buffer = buffer;
    *text = (struct text){buffer, size & ~(size_t)1};
    return 0;
}

/* Where the process' RTL_USER_PROCESS_PARAMETERS lie. */
static uint32_t find_parameters(void *handle, uint64_t *address)
{
    unsigned char basic[BASIC_SIZE] = {0}, pointer[8];
    uint32_t returned,
        error = windows()->query_process(handle, PROCESS_BASIC, basic, sizeof basic, &returned);
    if (error != 0)
        return error;
    uint64_t block = get_u64(basic + BASIC_PEB);
    if (block == 0) /* the system's own processes have none */
        return WINDOWS_ACCESS_DENIED;
    error = windows()->read_memory(handle, block + PEB_PARAMETERS, pointer, sizeof pointer);
    *address = get_u64(pointer);
    return error;
}

static uint32_t read_environment(void *handle, uint64_t parameters, struct answer *out, struct text *text)
{
    unsigned char pointer[8], length[8];
    uint32_t error =
        windows()->read_memory(handle, parameters + PARAMETERS_ENVIRONMENT, pointer, sizeof pointer);
    if (error == 0)
        error =
            windows()->read_memory(handle, parameters + PARAMETERS_ENVIRONMENT_SIZE, length, sizeof length);
    if (error != 0)
        return error;
    uint64_t size = get_u64(length);
    if (size > MOST_ENVIRONMENT)
        return WINDOWS_INVALID_DATA;
    return read_whole(handle, get_u64(pointer), (size_t)size, out, text);
}

static uint32_t read_parameter(void *handle, enum parameter which, struct answer *out, struct text *text)
{
    unsigned char string[16];
    uint64_t parameters = 0;
    uint32_t error = find_parameters(handle, &parameters);
    if (error != 0)
        return error;
    if (which == ENVIRONMENT)
        return read_environment(handle, parameters, out, text);
    uint64_t place = parameters + (which == COMMAND_LINE ? PARAMETERS_COMMAND_LINE : PARAMETERS_DIRECTORY);
    error = windows()->read_memory(handle, place, string, sizeof string);
    return error != 0 ? error : read_whole(handle, get_u64(string + 8), get_u16(string), out, text);
}

/* Windows 8.1 gives the command line to whoever may ask for the process' name; before, and under Wine, one
   must be allowed to read its memory. */
static uint32_t query_command_line(void *handle, struct answer *out, struct text *text)
{
    uint32_t error = query_process(handle, PROCESS_COMMAND_LINE, 4096, out);
    if (error != 0)
        return error;
    if (out->span.size < 16 || span_unicode_string(&out->span, out->span.bytes, text) < 0) {
        free(out->buffer);
        *out = (struct answer){0};
        return WINDOWS_INVALID_DATA;
    }
    return 0;
}

uint32_t query_parameter(void *handle, enum parameter which, struct answer *out, struct text *text)
{
    *out = (struct answer){0};
    *text = (struct text){NULL, 0};
    if (which == COMMAND_LINE) {
        uint32_t error = query_command_line(handle, out, text);
        if (error != NT_INVALID_INFO_CLASS && error != NT_NOT_IMPLEMENTED)
            return error;
    }
    return read_parameter(handle, which, out, text);
}
