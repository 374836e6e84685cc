#include "process_values.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
    case SOURCE_IOPRIO:
        return FILE_IOPRIO;
    default:
        return 0;
    }
}

/* Whether more may be read for a column when its value is made: what has no file among `enum process_file`,
   and the state of what is not there. */
static int reads_later(int source)
{
    return source == SOURCE_CMDLINE || source == SOURCE_NUMBER_FILE || source == SOURCE_TEXT_FILE ||
           source == SOURCE_LINK || source == SOURCE_FD_COUNT;
}

static unsigned bits_in(unsigned set)
{
    unsigned count = 0;
    for (; set; set &= set - 1)
        count++;
    return count;
}

void reader_init(struct process_reader *reader, const struct scan_request *request)
{
    memset(reader, 0, sizeof *reader);
    reader->live = request->live;
    reader->pidfd = reader->sizes_are_counts = -1;
    reader->no_owner = !request->live;
    reader->check_thread_group = request->pids != NULL;
    for (size_t i = 0; i < request->column_count; i++) {
        int source = request->columns[i].source;
        reader->needed |= file_of(source);
        reader->whole_name |= source == SOURCE_NAME;
        reader->later |= reads_later(source);
    }
    if (reader->needed & FILE_ROLLUP)
        reader->needed |= FILE_STAT; /* tells a kernel thread from a zombie: both map nothing */
    if (reader->check_thread_group || (reader->no_owner && (reader->needed & FILE_OWNER)))
        reader->needed |= FILE_STATUS;
    reader->many = reader->later || reader->whole_name || bits_in(reader->needed) > 1;
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
        if ((error == ESRCH || is_denied(error)) && (reader->got & FILE_STAT) &&
            (reader->stat.field[STAT_FLAGS] & STAT_FLAG_KTHREAD))
            error = 0; /* what is no address space has no file, or one for root alone; `other` is empty */
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

/* A pidfd for the owner, where the kernel has that. 0 or an errno, ESRCH: nobody has the number. */
static int open_pidfd(struct process_reader *reader)
{
    int error;
    if (!(reader->needed & FILE_OWNER) || (reader->needed & FILE_STATUS) || reader->no_owner)
        return 0;
    error = pidfd_of(reader->process.pid, &reader->pidfd);
    if (error == ENOSYS || error == EPERM || error == EINVAL) {
        reader->no_owner = 1; /* an old kernel, or a filter that forbids the call: not worth another try */
        error = 0;
    }
    return error;
}

/* The last question, which a pidfd answers only as long as its process has its number: so all was of this
   process. 0 or an errno: ESRCH, or EAGAIN where pidfds of this kernel tell nothing. */
static int ask_pidfd(struct process_reader *reader)
{
    int error = owner_of_pidfd(reader->pidfd, reader->owner);
    if (!error)
        reader->got |= FILE_OWNER;
    else if (error != ESRCH) {
        reader->no_owner = 1;
        error = EAGAIN;
    }
    return error;
}

/* The owner from `status`, where no pidfd told it. 0 or an errno. */
static int load_owner(struct process_reader *reader)
{
    const int64_t *field = reader->status.field;
    const uint64_t ids = UINT64_C(0xff) << STATUS_UID_REAL;
    int error = reader->got & (FILE_OWNER | FILE_STATUS) ? 0 : reader_file(reader, FILE_STATUS);
    if (!(reader->got & FILE_OWNER) && (reader->got & FILE_STATUS) && (reader->status.present & ids) == ids) {
        memcpy(&reader->owner[OWNER_UID], &field[STATUS_UID_REAL], 3 * sizeof *field);
        memcpy(&reader->owner[OWNER_GID], &field[STATUS_GID_REAL], 3 * sizeof *field);
        reader->got |= FILE_OWNER;
    }
    return error;
}

static int is_gone(int error)
{
    return error == ENOENT || error == ESRCH;
}

/* Begins with whoever has the number now. 0 or an errno; ESRCH: nobody. Where more than one thing is read,
   either a pidfd is open, which is asked at the end, or the folder is, beneath which nobody else is read. */
static int begin(struct process_reader *reader)
{
    int error;
    reader_unload(reader);
    reader->got = 0;
    error = open_pidfd(reader);
    if (!error && (reader->pidfd < 0 ? reader->many : reader->later))
        error = process_pin(&reader->process);
    else if (!error && !reader->live && !process_exists(&reader->process))
        error = ESRCH;
    if (error)
        return is_our_failure(error) ? error : ESRCH;
    if ((reader->needed & FILE_IOPRIO) && reader->live &&
        read_io_priority(reader->process.pid, &reader->io_priority) == 0)
        reader->got |= FILE_IOPRIO;
    return 0;
}

/* Reads the files, the first of which may find that the process is gone. 0 or an errno; ESRCH: it is. */
static int load_files(struct process_reader *reader)
{
    int first = 1;
    for (unsigned file = FILE_STAT; file <= FILE_ROLLUP; file <<= 1) {
        int error;
        if (!(reader->needed & file))
            continue;
        error = reader_file(reader, file);
        if (first && is_gone(error)) {
            /* Died since the listing. Its number may be in use again by now; a directory that stays without
               the file is a recorded machine, whose rows are kept. */
            error = begin(reader);
            if (error)
                return error;
            error = reader_file(reader, file);
            if (is_gone(error) && !process_exists(&reader->process))
                return ESRCH;
        }
        if (is_our_failure(error))
            return error;
        first = 0;
    }
    if (reader->whole_name && reader_name_is_cut(reader) && !(reader->got & FILE_CMDLINE)) {
        int error = reader_file(reader, FILE_CMDLINE);
        if (is_our_failure(error))
            return error;
    }
    if ((reader->needed & FILE_OWNER) && reader->pidfd < 0) {
        int error = load_owner(reader);
        if (is_our_failure(error) || (first && is_gone(error) && !process_exists(&reader->process)))
            return error;
    }
    if (reader->pidfd >= 0)
        return ask_pidfd(reader);
    /* The number of the call was that of the pinned process if this was there afterwards: a file that could
       be read says so as well. */
    if (reader->process.folder >= 0 && reader->got == FILE_IOPRIO && !process_exists(&reader->process))
        return ESRCH;
    return 0;
}

int reader_load(struct process_reader *reader, int proc_fd, int32_t pid)
{
    int error;
    process_path_set(&reader->process, proc_fd, reader->live, pid);
    do {
        error = begin(reader);
        if (!error)
            error = load_files(reader);
    } while (error == EAGAIN); /* once at most for each reader */
    if (error)
        return is_our_failure(error) ? -error : 0;
    return !(reader->check_thread_group && (reader->got & FILE_STATUS) &&
             (reader->status.present >> STATUS_TGID & 1) && reader->status.field[STATUS_TGID] != pid);
}

void reader_unload(struct process_reader *reader)
{
    process_unpin(&reader->process);
    if (reader->pidfd >= 0)
        close(reader->pidfd);
    reader->pidfd = -1;
}

int reader_answer(int error)
{
    return error == 0 ? 1 : is_our_failure(error) ? -error : 0;
}

/* The size of `fd` is 0, and we may not list it: where sizes are counts, that is an answer, unless it has
 * ended. */
static int has_no_descriptors(struct process_reader *reader, int64_t *value)
{
    int ended;
    if (reader->sizes_are_counts < 0)
        reader->sizes_are_counts = reader->live && sizes_are_counts(reader->process.proc_fd);
    if (!reader->sizes_are_counts)
        return 0;
    ended = reader_has_ended(reader);
    *value = 0;
    return ended < -1 ? ended : ended == 0;
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
        error = count_descriptors(&reader->process, value);
        return is_denied(error) ? has_no_descriptors(reader, value) : reader_answer(error);
    case SOURCE_IOPRIO:
        *value = reader->io_priority;
        return (reader->got & FILE_IOPRIO) != 0;
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
