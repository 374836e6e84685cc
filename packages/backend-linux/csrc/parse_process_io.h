/* /proc/PID/io: proc_pid_io(5). */
#ifndef SYSPROBE_PARSE_PROCESS_IO_H
#define SYSPROBE_PARSE_PROCESS_IO_H

#include <stddef.h>
#include <stdint.h>

enum process_io_field {
    IO_RCHAR,
    IO_WCHAR,
    IO_SYSCR,
    IO_SYSCW,
    IO_READ_BYTES,
    IO_WRITE_BYTES,
    IO_CANCELLED,
    IO_FIELDS
};

struct process_io {
    unsigned present; /* bit i: field i was in the file (kernels without CONFIG_TASK_IO_ACCOUNTING lack the
                         last three) */
    int64_t field[IO_FIELDS];
};

/* 0, or -1 where none of the keys is there. Unknown keys are passed over. */
int parse_process_io(const char *buf, size_t len, struct process_io *out);

#endif
