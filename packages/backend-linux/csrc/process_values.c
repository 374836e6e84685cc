#include "process_values.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "number.h"

enum { LINK_EXE, LINK_CWD };

const char *const scan_number_files[] = {"oom_score", "oom_score_adj", "loginuid", "sessionid", NULL};
const char *const scan_links[] = {"exe",
                                  "cwd",
                                  "root",
                                  "ns/cgroup",
                                  "ns/ipc",
                                  "ns/mnt",
                                  "ns/net",
                                  "ns/pid",
                                  "ns/pid_for_children",
                                  "ns/time",
                                  "ns/time_for_children",
                                  "ns/user",
                                  "ns/uts",
                                  NULL};
const char *const scan_text_files[] = {"cgroup", "environ", "wchan", "attr/current", NULL};

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

static int load_file(struct process_reader *reader, unsigned file)
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
        error = load_file(reader, FILE_STATUS);
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
    for (unsigned file = FILE_STAT; file <= FILE_SCHEDSTAT; file <<= 1) {
        int error;
        if (!(reader->needed & file))
            continue;
        error = load_file(reader, file);
        if (first && is_gone(error)) {
            /* Died since the listing. Its number may be in use again by now; a directory that stays without
               the file is a recorded machine, whose rows are kept. */
            if (!process_exists(&reader->process))
                return 0;
            error = load_file(reader, file);
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

static int answer(int error)
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
    case SOURCE_FD_COUNT:
        return answer(count_descriptors(&reader->process, reader->live, value));
    case SOURCE_IOPRIO:
        return reader->live ? answer(read_io_priority(reader->process.pid, value)) : 0;
    case SOURCE_NUMBER_FILE:
        error = read_process_file(&reader->process, scan_number_files[field], &reader->other);
        if (error)
            return answer(error);
        at = reader->other.data;
        return read_number(at, at + reader->other.len, value) != NULL;
    default:
        return 0;
    }
}

/* The kernel keeps 15 bytes of a name. Where the program's own name begins with them, that is the whole one
 * (psutil's rule). */
static int whole_name(struct process_reader *reader, const char **text, size_t *len)
{
    const char *argument, *at;
    size_t argument_len;
    *text = reader->stat.name;
    *len = reader->stat.name_len;
    if (*len != 15 || (reader->stat.field[STAT_FLAGS] & STAT_FLAG_KTHREAD))
        return 1;
    if (!(reader->needed & FILE_CMDLINE)) {
        int error = load_file(reader, FILE_CMDLINE);
        if (is_our_failure(error))
            return -error;
    }
    if (!(reader->got & FILE_CMDLINE))
        return 1;
    at = reader->cmdline.start;
    argument = next_argument(&reader->cmdline, &at, &argument_len);
    if (!argument)
        return 1;
    for (size_t i = argument_len; i > 0; i--)
        if (argument[i - 1] == '/') {
            argument += i;
            argument_len -= i;
            break;
        }
    if (argument_len > *len && memcmp(argument, *text, *len) == 0) {
        *text = argument;
        *len = argument_len;
    }
    return 1;
}

/* A removed file reads "/path/prog (deleted)"; the tail is the kernel's, unless the path as it stands leads
   to that very file. */
static void cut_deleted(struct process_reader *reader, struct file_buffer *link)
{
    static const char tail[] = " (deleted)";
    const size_t tail_len = sizeof tail - 1;
    struct stat named, real;
    if (link->len <= tail_len || memcmp(link->data + link->len - tail_len, tail, tail_len) != 0)
        return;
    if (reader->live) {
        link->data[link->len] =
            '\0'; /* a link that fills the buffer is read again into a larger one: there is room */
        if (fstatat(reader->process.proc_fd, reader->process.path, &real, 0) == 0 &&
            stat(link->data, &named) == 0 && real.st_dev == named.st_dev && real.st_ino == named.st_ino)
            return;
    }
    link->len -= tail_len;
}

/* The arguments, each followed by NUL. Nothing: a kernel thread, a process that has cleared them (no
   arguments), or a zombie, whose arguments are unknown. */
static int arguments(struct process_reader *reader, const char **text, size_t *len)
{
    struct cmdline *line = &reader->cmdline;
    char *data = reader->cmdline_text.data;
    if (!(reader->got & FILE_CMDLINE))
        return 0;
    *text = data;
    *len = 0;
    if (line->count == 0) {
        if (!(reader->got & FILE_STAT)) {
            int error = load_file(reader, FILE_STAT);
            if (is_our_failure(error))
                return -error;
        }
        return (reader->got & FILE_STAT) && reader->stat.state != 'Z' && reader->stat.state != 'X';
    }
    for (size_t i = 0; line->separator == ' ' && i < line->len; i++)
        if (data[i] == ' ')
            data[i] = '\0';
    line->separator = '\0';
    data[line->len] = '\0'; /* a file that fills the buffer is read on into a larger one: there is room */
    *len = line->len + 1;
    return 1;
}

int reader_text(struct process_reader *reader, const struct scan_column *column, const char **text,
                size_t *len)
{
    int error;
    switch (column->source) {
    case SOURCE_NAME:
        return reader->got & FILE_STAT ? whole_name(reader, text, len) : 0;
    case SOURCE_CMDLINE:
        return arguments(reader, text, len);
    case SOURCE_LINK:
        error = read_process_link(&reader->process, scan_links[column->field], &reader->other);
        if (!error && column->field <= LINK_CWD)
            cut_deleted(reader, &reader->other);
        /* A kernel thread has no program: that is known, and no missing value. */
        if (error == ENOENT && column->field == LINK_EXE && process_exists(&reader->process)) {
            *text = "";
            *len = 0;
            return 1;
        }
        break;
    case SOURCE_TEXT_FILE:
        error = read_process_file(&reader->process, scan_text_files[column->field], &reader->other);
        break;
    case SOURCE_STATUS_TEXT:
        if (!(reader->got & FILE_STATUS) || !reader->status.text[column->field].start)
            return 0;
        *text = reader->status.text[column->field].start;
        *len = reader->status.text[column->field].len;
        return 1;
    default:
        return 0;
    }
    if (error)
        return answer(error);
    *text = reader->other.data;
    *len = reader->other.len;
    return 1;
}
