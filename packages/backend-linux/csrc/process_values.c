#include "process_values.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "number.h"

const char *const scan_number_files[] = {"oom_score", "oom_score_adj", "loginuid", "sessionid", NULL};

static unsigned file_of(int source)
{
    switch (source) {
    case SOURCE_STAT:
    case SOURCE_STATE:
    case SOURCE_NAME:
        return FILE_STAT;
    case SOURCE_STATM:
        return FILE_STATM;
    case SOURCE_STATUS:
    case SOURCE_STATUS_TEXT:
        return FILE_STATUS;
    case SOURCE_IO:
        return FILE_IO;
    case SOURCE_CMDLINE:
        return FILE_CMDLINE;
    case SOURCE_SCHEDSTAT:
        return FILE_SCHEDSTAT;
    case SOURCE_ROLLUP:
        return FILE_ROLLUP;
    case SOURCE_OWNER:
        return FILE_OWNER;
    default:
        return 0;
    }
}

void reader_init(struct process_reader *reader, const struct scan_request *request)
{
    memset(reader, 0, sizeof *reader);
    reader->live = request->live;
    reader->no_owner = !request->live;
    reader->check_thread_group = request->pids != NULL;
    for (size_t i = 0; i < request->column_count; i++)
        reader->needed |= file_of(request->columns[i].source);
    if (reader->needed & FILE_ROLLUP)
        reader->needed |= FILE_STAT; /* tells a kernel thread from a zombie: both map nothing */
    if (reader->check_thread_group || (reader->no_owner && (reader->needed & FILE_OWNER)))
        reader->needed |= FILE_STATUS;
}

void reader_free(struct process_reader *reader)
{
    free(reader->stat_text.data);
    free(reader->statm_text.data);
    free(reader->status_text.data);
    free(reader->io_text.data);
    free(reader->cmdline_text.data);
    free(reader->other.data);
}

/* A kernel thread maps nothing (0 of everything); a zombie's file is as empty, and what it had is not known.
 */
static int sum_areas(struct process_reader *reader)
{
    const char *at = reader->other.data, *end = at + reader->other.len;
    struct smaps_area area;
    memset(reader->rollup, 0, sizeof reader->rollup);
    reader->rollup_present = 1u << ROLLUP_USS | 1u << ROLLUP_PSS | 1u << ROLLUP_SWAP;
    if (at == end)
        return !(reader->got & FILE_STAT) || reader->stat.state == 'Z' || reader->stat.state == 'X' ? -1 : 0;
    while ((at = next_smaps_area(at, end, &area)) != NULL) {
        int64_t unique = smaps_unique(&area);
        if (unique < 0)
            return -1;
        reader->rollup[ROLLUP_USS] += unique;
        reader->rollup[ROLLUP_PSS] += area.value[SMAPS_PSS];
        reader->rollup[ROLLUP_SWAP] += area.value[SMAPS_SWAP];
        if (!(area.present >> SMAPS_PSS & 1))
            reader->rollup_present &= ~(1u << ROLLUP_PSS);
        if (!(area.present >> SMAPS_SWAP & 1))
            reader->rollup_present &= ~(1u << ROLLUP_SWAP);
    }
    return 0;
}

int reader_file(struct process_reader *reader, unsigned file)
{
    struct process_path *process = &reader->process;
    int error, malformed = 0;
    switch (file) {
    case FILE_STAT:
        error = read_process_file(process, "stat", &reader->stat_text);
        if (!error)
            malformed = parse_process_stat(reader->stat_text.data, reader->stat_text.len, &reader->stat);
        break;
    case FILE_STATM:
        error = read_process_file(process, "statm", &reader->statm_text);
        if (!error)
            malformed = parse_statm(reader->statm_text.data, reader->statm_text.len, &reader->statm);
        break;
    case FILE_STATUS:
        error = read_process_file(process, "status", &reader->status_text);
        if (!error)
            malformed =
                parse_process_status(reader->status_text.data, reader->status_text.len, &reader->status);
        break;
    case FILE_IO:
        error = read_process_file(process, "io", &reader->io_text);
        if (!error)
            malformed = parse_process_io(reader->io_text.data, reader->io_text.len, &reader->io);
        break;
    case FILE_CMDLINE:
        error = read_process_file(process, "cmdline", &reader->cmdline_text);
        if (!error)
            parse_cmdline(reader->cmdline_text.data, reader->cmdline_text.len, &reader->cmdline);
        break;
    case FILE_SCHEDSTAT: {
        const char *at, *end;
        error = read_process_file(process, "schedstat", &reader->other);
        at = reader->other.data;
        end = at + reader->other.len;
        for (int i = 0; !error && !malformed && i < 3; i++) {
            at = read_number(skip_blanks(at, end), end, &reader->schedstat[i]);
            malformed = at == NULL;
        }
        break;
    }
    case FILE_ROLLUP:
        error = read_process_file(process, "smaps_rollup", &reader->other);
        if (error == ENOENT && process_exists(process)) /* before Linux 4.14 */
            error = read_process_file(process, "smaps", &reader->other);
        if (error == ESRCH && (reader->got & FILE_STAT) &&
            (reader->stat.field[STAT_FLAGS] & STAT_FLAG_KTHREAD))
            error = 0; /* what is no address space has no file; `other` is empty */
        if (!error)
            malformed = sum_areas(reader);
        break;
    default:
        return EINVAL;
    }
    if (!error && malformed)
        error = ENODATA;
    if (!error)
        reader->got |= file;
    return error;
}

static int load_owner(struct process_reader *reader)
{
    int error = 0;
    if (!(reader->got & FILE_STATUS) && !reader->no_owner) {
        error = read_owner(reader->process.pid, reader->owner);
        if (!error) {
            reader->got |= FILE_OWNER;
            return 0;
        }
        if (error == ENOSYS || error == ENOTTY || error == EINVAL || error == EPERM)
            reader->no_owner =
                1; /* an old kernel, or a filter that forbids the call: not worth another try */
        if (error == ESRCH || is_our_failure(error))
            return error;
        error = reader_file(reader, FILE_STATUS);
    }
    if (reader->got & FILE_STATUS) {
        const int64_t *field = reader->status.field;
        const uint64_t ids = UINT64_C(0xff) << STATUS_UID_REAL;
        if ((reader->status.present & ids) == ids) {
            memcpy(&reader->owner[OWNER_UID], &field[STATUS_UID_REAL], 3 * sizeof *field);
            memcpy(&reader->owner[OWNER_GID], &field[STATUS_GID_REAL], 3 * sizeof *field);
            reader->got |= FILE_OWNER;
        }
    }
    return error;
}

static int is_gone(int error)
{
    return error == ENOENT || error == ESRCH;
}

int reader_load(struct process_reader *reader, int proc_fd, int32_t pid)
{
    int first = 1;
    process_path_set(&reader->process, proc_fd, pid);
    reader->got = 0;
    if (!reader->live && !process_exists(&reader->process))
        return 0;
    for (unsigned file = FILE_STAT; file <= FILE_ROLLUP; file <<= 1) {
        int error;
        if (!(reader->needed & file))
            continue;
        error = reader_file(reader, file);
        if (first && is_gone(error)) {
            /* Died since the listing. Its number may be in use again by now; a directory that stays without
               the file is a recorded machine, whose rows are kept. */
            if (!process_exists(&reader->process))
                return 0;
            error = reader_file(reader, file);
            if (is_gone(error) && !process_exists(&reader->process))
                return 0;
        }
        if (is_our_failure(error))
            return -error;
        first = 0;
    }
    if (reader->check_thread_group && (reader->got & FILE_STATUS) &&
        (reader->status.present >> STATUS_TGID & 1) && reader->status.field[STATUS_TGID] != pid)
        return 0;
    if (reader->needed & FILE_OWNER) {
        int error = load_owner(reader);
        if (first && is_gone(error) && !process_exists(&reader->process))
            return 0;
        if (is_our_failure(error))
            return -error;
    }
    return 1;
}

int reader_answer(int error)
{
    return error == 0 ? 1 : is_our_failure(error) ? -error : 0;
}

int reader_number(struct process_reader *reader, const struct scan_column *column, int64_t *value)
{
    int field = column->field, error;
    const char *at;
    switch (column->source) {
    case SOURCE_PID:
        *value = reader->process.pid;
        return 1;
    case SOURCE_STAT:
        if (!(reader->got & FILE_STAT) || field > reader->stat.last)
            return 0;
        *value = reader->stat.field[field];
        return 1;
    case SOURCE_STATE:
        *value = (unsigned char)reader->stat.state;
        return (reader->got & FILE_STAT) != 0;
    case SOURCE_STATM:
        *value = reader->statm.field[field];
        return (reader->got & FILE_STATM) != 0;
    case SOURCE_STATUS:
        *value = reader->status.field[field];
        return (reader->got & FILE_STATUS) && (reader->status.present >> field & 1);
    case SOURCE_IO:
        *value = reader->io.field[field];
        return (reader->got & FILE_IO) && (reader->io.present >> field & 1);
    case SOURCE_OWNER:
        *value = reader->owner[field];
        return (reader->got & FILE_OWNER) != 0;
    case SOURCE_SCHEDSTAT:
        *value = reader->schedstat[field];
        return (reader->got & FILE_SCHEDSTAT) != 0;
    case SOURCE_ROLLUP:
        *value = reader->rollup[field];
        return (reader->got & FILE_ROLLUP) && (reader->rollup_present >> field & 1);
    case SOURCE_FD_COUNT:
        return reader_answer(count_descriptors(&reader->process, reader->live, value));
    case SOURCE_IOPRIO:
        return reader->live ? reader_answer(read_io_priority(reader->process.pid, value)) : 0;
    case SOURCE_NUMBER_FILE:
        error = read_process_file(&reader->process, scan_number_files[field], &reader->other);
        if (error)
            return reader_answer(error);
        at = reader->other.data;
        return read_number(at, at + reader->other.len, value) != NULL;
    default:
        return 0;
    }
}
