#include "parse_services.h"

static size_t sum(struct text text)
{
    size_t read = 0;
    for (size_t i = 0; i < text.size; i++)
        read += text.bytes[i];
    return read;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* The seeds were made for a buffer at this address. */
    struct span span = {data, size, 0x10000};
    struct service service;
    struct service_config config;
    struct text text;
    size_t read = 0;
    for (size_t i = 0; parse_service(&span, i, &service) == 0; i++)
        read += sum(service.name) + sum(service.display_name);
    if (parse_service_config(&span, &config) == 0)
        read += sum(config.path) + sum(config.account);
    if (parse_service_description(&span, &text) == 0)
        read += sum(text);
    return read == SIZE_MAX;
}
