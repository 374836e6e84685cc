#include "parse_services.h"

int parse_service(const struct span *span, size_t number, struct service *out)
{
    if (number >= span->size / SERVICE_SIZE)
        return -1;
    const unsigned char *at = span->bytes + number * SERVICE_SIZE;
    out->state = get_u32(at + SERVICE_STATE);
    out->pid = get_u32(at + SERVICE_PID);
    return span_text(span, get_u64(at + SERVICE_NAME), &out->name) < 0 ||
                   span_text(span, get_u64(at + SERVICE_DISPLAY_NAME), &out->display_name) < 0
               ? -1
               : 0;
}

int parse_service_config(const struct span *span, struct service_config *out)
{
    if (span->size < CONFIG_SIZE)
        return -1;
    out->start = get_u32(span->bytes + CONFIG_START);
    return span_text(span, get_u64(span->bytes + CONFIG_PATH), &out->path) < 0 ||
                   span_text(span, get_u64(span->bytes + CONFIG_ACCOUNT), &out->account) < 0
               ? -1
               : 0;
}

int parse_service_description(const struct span *span, struct text *out)
{
    if (span->size < DESCRIPTION_SIZE)
        return -1;
    return span_text(span, get_u64(span->bytes), out);
}
