#include <stdint.h>
#include <stdlib.h>

#include "parse_mountinfo.h"

static void check(const struct mount *mount, const char *text, size_t size)
{
    struct span spans[] = {mount->root, mount->mountpoint, mount->fstype, mount->source};
    char *scratch = malloc(size + 1);
    if (scratch == NULL)
        return;
    for (unsigned i = 0; i < sizeof spans / sizeof *spans; i++) {
        if (spans[i].start == NULL)
            continue;
        if (spans[i].start < text || spans[i].start + spans[i].size > text + size)
            __builtin_trap();
        if (unescape(spans[i], scratch) > spans[i].size)
            __builtin_trap();
    }
    if (merge_options(mount, scratch) > mount->options.size + mount->super_options.size + 1)
        __builtin_trap();
    on_device(text, size, mount->fstype);
    free(scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int (*const parsers[])(const char **, const char *, struct mount *) = {next_mountinfo, next_mounts};
    for (int i = 0; i < 2; i++) {
        const char *at = (const char *)data;
        struct mount mount;
        while (parsers[i](&at, (const char *)data + size, &mount) == 1)
            check(&mount, (const char *)data, size);
    }
    return 0;
}
