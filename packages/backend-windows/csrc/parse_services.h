/* What the service manager tells: ENUM_SERVICE_STATUS_PROCESSW, QUERY_SERVICE_CONFIGW and
 * SERVICE_DESCRIPTIONW. */
#ifndef SYSPROBE_PARSE_SERVICES_H
#define SYSPROBE_PARSE_SERVICES_H

#include "parse_span.h"

/* Offsets; layouts_windows.c compares them with the SDK's. */
enum {
    SERVICE_NAME = 0,
    SERVICE_DISPLAY_NAME = 8,
    SERVICE_STATE = 20,
    SERVICE_PID = 44,
    SERVICE_SIZE = 56,
    CONFIG_START = 4,
    CONFIG_PATH = 16,
    CONFIG_ACCOUNT = 48,
    CONFIG_SIZE = 64,
    DESCRIPTION_SIZE = 8,
};

struct service {
    struct text name;
    struct text display_name;
    uint32_t state; /* SERVICE_RUNNING and its like */
    uint32_t pid;   /* 0: it does not run */
};

struct service_config {
    uint32_t start; /* SERVICE_AUTO_START and its like */
    struct text path;
    struct text account;
};

/* 0, or -1 if the buffer makes no sense. */
int parse_service(const struct span *span, size_t number, struct service *out);
int parse_service_config(const struct span *span, struct service_config *out);
int parse_service_description(const struct span *span, struct text *out);

#endif
