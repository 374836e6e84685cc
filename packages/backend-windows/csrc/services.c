/* Services. */
#include "calls.h"
#include "objects.h"
#include "parse_services.h"
#include "query.h"

#include <stdlib.h>

#define LISTING "EnumServicesStatusEx"

/* More room it does not take at once; and what needs so many rounds is broken. */
enum { ROOM = 256 * 1024, ROUNDS = 256 };

/* Append what one call told. 0, or -1 with an exception. */
static int add_services(PyObject *list, const struct span *span, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        struct service service;
        if (parse_service(span, i, &service) < 0) {
            raise_malformed(LISTING);
            return -1;
        }
        if (append_new(list, Py_BuildValue("(NNII)", text_or_none(service.name),
                                           text_or_none(service.display_name), service.state, service.pid)) <
            0)
            return -1;
    }
    return 0;
}

static PyObject *list_services(void *manager, unsigned char *buffer)
{
    struct span span = {buffer, ROOM, (uint64_t)(uintptr_t)buffer};
    PyObject *list = PyList_New(0);
    uint32_t error = WINDOWS_MORE_DATA, place = 0;
    for (int i = 0; list != NULL && error == WINDOWS_MORE_DATA; i++) {
        uint32_t count = 0;
        Py_BEGIN_ALLOW_THREADS
        error =
            i < ROUNDS ? windows()->services(manager, buffer, ROOM, &count, &place) : WINDOWS_INVALID_DATA;
        Py_END_ALLOW_THREADS
        if (error != 0 && error != WINDOWS_MORE_DATA) {
            Py_CLEAR(list);
            raise_windows(error, LISTING);
        } else if (add_services(list, &span, count) < 0) {
            Py_CLEAR(list);
        }
    }
    return list;
}

static uint32_t open_manager(void **manager)
{
    uint32_t error;
    Py_BEGIN_ALLOW_THREADS
    error = windows()->open_manager(manager);
    Py_END_ALLOW_THREADS
    return error;
}

static PyObject *services(PyObject *module, PyObject *arguments)
{
    (void)module;
    (void)arguments;
    void *manager = NULL;
    uint32_t error = open_manager(&manager);
    if (error != 0)
        return raise_windows(error, "OpenSCManager");
    unsigned char *buffer = calloc(1, ROOM);
    PyObject *list = buffer == NULL ? PyErr_NoMemory() : list_services(manager, buffer);
    free(buffer);
    windows()->close_service(manager);
    return list;
}

/* (start, path, account, description), each None if it is not told. */
static PyObject *details_of(void *service)
{
    struct answer config, description;
    struct service_config told = {0};
    struct text text = {NULL, 0};
    uint32_t config_error, description_error;
    Py_BEGIN_ALLOW_THREADS
    config_error = query_service_config(service, &config);
    description_error = query_service_description(service, &description);
    Py_END_ALLOW_THREADS
    int malformed = (config_error == 0 && parse_service_config(&config.span, &told) < 0) ||
                    (description_error == 0 && parse_service_description(&description.span, &text) < 0);
    PyObject *start = config_error != 0 ? Py_NewRef(Py_None) : PyLong_FromUnsignedLong(told.start);
    PyObject *answer = NULL;
    if (malformed)
        raise_malformed("QueryServiceConfig");
    else if (start != NULL)
        answer = Py_BuildValue("(ONNN)", start, text_or_none(told.path), text_or_none(told.account),
                               text_or_none(text));
    Py_XDECREF(start);
    free(config.buffer);
    free(description.buffer);
    return answer;
}

static PyObject *service_details(PyObject *module, PyObject *argument)
{
    (void)module;
    void *manager = NULL, *service = NULL;
    const char *call = "OpenSCManager";
    const uint16_t *name = path_of(argument);
    if (name == NULL)
        return NULL;
    uint32_t error = open_manager(&manager);
    if (error == 0) {
        call = "OpenService";
        Py_BEGIN_ALLOW_THREADS
        error = windows()->open_service(manager, name, &service);
        windows()->close_service(manager);
        Py_END_ALLOW_THREADS
    }
    if (error != 0)
        return raise_windows(error, call);
    PyObject *answer = details_of(service);
    windows()->close_service(service);
    return answer;
}

PyMethodDef services_methods[] = {
    {"services", services, METH_NOARGS,
     "services()\n--\n\nAll services of programs, as (name, name for people, state, process id or 0)."},
    {"service_details", service_details, METH_O,
     "service_details(name, /)\n--\n\n"
     "Of one service (start type, command line, account, description), None for what is not told. Names are "
     "UTF-16 "
     "with\n"
     "a NUL."},
    {NULL, NULL, 0, NULL},
};
