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

/* How a program of 64 or of 32 bits has its parameters. */
struct layout {
    size_t pointer;
    uint32_t parameters; /* in the PEB */
    uint32_t directory;
    uint32_t command_line;
    uint32_t environment;
    uint32_t environment_size;
};

static const struct layout layouts[2] = {
    {8, PEB_PARAMETERS, PARAMETERS_DIRECTORY, PARAMETERS_COMMAND_LINE, PARAMETERS_ENVIRONMENT,
     PARAMETERS_ENVIRONMENT_SIZE},
    {4, PEB_PARAMETERS_32, PARAMETERS_DIRECTORY_32, PARAMETERS_COMMAND_LINE_32, PARAMETERS_ENVIRONMENT_32,
     PARAMETERS_ENVIRONMENT_SIZE_32},
};

/* A number of the size of a pointer. */
static uint32_t read_pointer(void *handle, const struct layout *layout, uint64_t address, uint64_t *number)
{
    unsigned char bytes[8] = {0};
    uint32_t error = windows()->read_memory(handle, address, bytes, layout->pointer);
    *number = get_u64(bytes);
    return error;
}

/* Where the process' RTL_USER_PROCESS_PARAMETERS lie, and how they look. */
static uint32_t find_parameters(void *handle, const struct layout **layout, uint64_t *address)
{
    unsigned char basic[BASIC_SIZE] = {0}, pointer[8] = {0};
    uint32_t returned, error;
    *layout = &layouts[0];
    error = windows()->query_process(handle, PROCESS_WOW64, pointer, sizeof pointer, &returned);
    uint64_t block = error == 0 ? get_u64(pointer) : 0;
    if (block != 0) {
        *layout = &layouts[1];
    } else {
        error = windows()->query_process(handle, PROCESS_BASIC, basic, sizeof basic, &returned);
        if (error != 0)
            return error;
        block = get_u64(basic + BASIC_PEB);
    }
    if (block == 0) /* the system's own processes have none */
        return WINDOWS_ACCESS_DENIED;
    return read_pointer(handle, *layout, block + (*layout)->parameters, address);
}

static uint32_t read_environment(void *handle, const struct layout *layout, uint64_t parameters,
                                 struct answer *out, struct text *text)
{
    uint64_t place, size;
    uint32_t error = read_pointer(handle, layout, parameters + layout->environment, &place);
    if (error == 0)
        error = read_pointer(handle, layout, parameters + layout->environment_size, &size);
    if (error != 0)
        return error;
    if (size > MOST_ENVIRONMENT)
        return WINDOWS_INVALID_DATA;
    return read_whole(handle, place, (size_t)size, out, text);
}

static uint32_t read_parameter(void *handle, enum parameter which, struct answer *out, struct text *text)
{
    /* A UNICODE_STRING: two lengths, and a pointer where its alignment puts it. */
    unsigned char string[16] = {0};
    const struct layout *layout;
    uint64_t parameters = 0;
    uint32_t error = find_parameters(handle, &layout, &parameters);
    if (error != 0)
        return error;
    if (which == ENVIRONMENT)
        return read_environment(handle, layout, parameters, out, text);
    uint64_t place = parameters + (which == COMMAND_LINE ? layout->command_line : layout->directory);
    error = windows()->read_memory(handle, place, string, 2 * layout->pointer);
    if (error != 0)
        return error;
    return read_whole(handle, get_u64(string + layout->pointer), get_u16(string), out, text);
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
