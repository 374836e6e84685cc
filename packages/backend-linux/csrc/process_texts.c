/* The texts of a process: its name, its arguments, what its links lead to. */
#include <errno.h>
#include <string.h>

#include "process_values.h"

enum { LINK_EXE, LINK_CWD };

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

int reader_name_is_cut(const struct process_reader *reader)
{
    return (reader->got & FILE_STAT) && reader->stat.name_len == 15 &&
           !(reader->stat.field[STAT_FLAGS] & STAT_FLAG_KTHREAD);
}

/* The kernel keeps 15 bytes of a name. Where the program's own name begins with them, that is the whole one
 * (psutil's rule). */
static int whole_name(struct process_reader *reader, const char **text, size_t *len)
{
    const char *argument, *at;
    size_t argument_len;
    *text = reader->stat.name;
    *len = reader->stat.name_len;
    if (!reader_name_is_cut(reader))
        return 1;
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
static void cut_deleted(struct process_reader *reader, const char *name, struct file_buffer *link)
{
    static const char tail[] = " (deleted)";
    const size_t tail_len = sizeof tail - 1;
    if (link->len <= tail_len || memcmp(link->data + link->len - tail_len, tail, tail_len) != 0)
        return;
    link->data[link->len] =
        '\0'; /* a link that fills the buffer is read again into a larger one: there is room */
    if (!reader->live || !is_link_to(&reader->process, name, link->data))
        link->len -= tail_len;
}

int reader_has_ended(struct process_reader *reader)
{
    if (!(reader->got & FILE_STAT)) {
        int error = reader_file(reader, FILE_STAT);
        if (error)
            return is_our_failure(error) ? -error : -1;
    }
    return reader->stat.state == 'Z' || reader->stat.state == 'X';
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
        int ended = reader_has_ended(reader);
        return ended < -1 ? ended : ended == 0;
    }
    for (size_t i = 0; line->separator == ' ' && i < line->len; i++)
        if (data[i] == ' ')
            data[i] = '\0';
    line->separator = '\0';
    data[line->len] = '\0'; /* a file that fills the buffer is read on into a larger one: there is room */
    *len = line->len + 1;
    return 1;
}

/* There is no link `exe`, or it is `hidden` from us: a kernel thread has no program, and that is known. A
   zombie's is not known any more, nor is one that was not recorded. */
static int no_program(struct process_reader *reader, int hidden, const char **text, size_t *len)
{
    int ended = reader_has_ended(reader);
    *text = "";
    *len = 0;
    if (ended)
        return ended < -1 ? ended : 0;
    return (reader->live && !hidden) || (reader->stat.field[STAT_FLAGS] & STAT_FLAG_KTHREAD);
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
            cut_deleted(reader, scan_links[column->field], &reader->other);
        if (column->field == LINK_EXE &&
            (is_denied(error) || (error == ENOENT && process_exists(&reader->process))))
            return no_program(reader, is_denied(error), text, len);
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
        return reader_answer(error);
    *text = reader->other.data;
    *len = reader->other.len;
    return 1;
}
