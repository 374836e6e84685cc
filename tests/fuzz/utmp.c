#include "parse_utmp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *buf = (const char *)data;
    struct utmp_login login;
    size_t believed = parse_utmp_layout(buf, size);
    const size_t layouts[] = {UTMP_NARROW, UTMP_WIDE, believed};
    for (int i = 0; i < 3; i++) {
        size_t index = 0;
        while (parse_utmp(buf, size, layouts[i], &index, &login) == 0) {
            if (login.host.start + login.host.size > buf + size)
                __builtin_trap();
        }
    }
    return 0;
}
