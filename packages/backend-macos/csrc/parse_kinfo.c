#include "parse_kinfo.h"

#include "fields.h"

int parse_kinfo(const uint8_t *buffer, size_t size, struct process_entry *out)
{
    if (size < PROCESS_ENTRY_SIZE)
        return -1;
    memset(out, 0, sizeof *out);
    /* Unsigned, for the buffer may hold any seconds: what overflows is nonsense either way, but defined. */
    out->started = (int64_t)(field_u64(buffer + AT_START_SECONDS) * 1000000u +
                             (uint64_t)(int64_t)field_i32(buffer + AT_START_MICROSECONDS));
    out->pid = field_i32(buffer + AT_PID);
    out->ppid = field_i32(buffer + AT_PPID);
    out->pgid = field_i32(buffer + AT_PGID);
    out->tty = field_i32(buffer + AT_TTY);
    out->flags = field_u32(buffer + AT_FLAGS);
    out->session_flags = field_u32(buffer + AT_SESSION_FLAGS);
    out->uids[0] = field_u32(buffer + AT_REAL_UID);
    out->uids[1] = field_u32(buffer + AT_EFFECTIVE_UID);
    out->uids[2] = field_u32(buffer + AT_SAVED_UID);
    out->gids[0] = field_u32(buffer + AT_REAL_GID);
    out->gids[1] = field_u32(buffer + AT_EFFECTIVE_GID);
    out->gids[2] = field_u32(buffer + AT_SAVED_GID);
    out->status = buffer[AT_STATUS];
    memcpy(&out->nice, buffer + AT_NICE, 1);
    out->name_size = (uint8_t)field_text(buffer + AT_NAME, PROCESS_NAME_SIZE);
    memcpy(out->name, buffer + AT_NAME, out->name_size);
    return 0;
}

int count_kinfo(size_t size, size_t *count)
{
    if (size % PROCESS_ENTRY_SIZE != 0)
        return -1;
    *count = size / PROCESS_ENTRY_SIZE;
    return 0;
}
