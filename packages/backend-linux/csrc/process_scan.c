#include "process_scan.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "directory.h"
#include "process_values.h"

static int compare_pids(const void *left, const void *right)
{
    int32_t a = *(const int32_t *)left, b = *(const int32_t *)right;
    return (a > b) - (a < b);
}

int scan_pids(int proc_fd, int32_t **pids, size_t *count)
{
    struct directory directory;
    size_t size = 0, n = 0;
    int32_t *list = NULL;
    const char *name;
    int error, sorted = 1;

    *pids = NULL;
    *count = 0;
    error = directory_open(&directory, proc_fd, ".");
    if (error)
        return error;
    while ((error = directory_next(&directory, &name)) == 0 && name) {
        int64_t pid;
        const char *end = name + strlen(name);
        if (!is_digit(name[0]) || read_number(name, end, &pid) != end || pid <= 0 || pid > INT32_MAX)
            continue;
        if (n == size) {
            size_t wanted = size ? size * 2 : 1024;
            int32_t *grown = realloc(list, wanted * sizeof *list);
            if (!grown) {
                error = ENOMEM;
                break;
            }
            list = grown;
            size = wanted;
        }
        if (n && list[n - 1] >= pid)
            sorted = 0;
        list[n++] = (int32_t)pid;
    }
    directory_close(&directory);
    if (error) {
        free(list);
        return error;
    }
    if (!sorted) /* procfs lists in ascending order, a recorded tree as its file system likes */
        qsort(list, n, sizeof *list, compare_pids);
    *pids = list;
    *count = n;
    return 0;
}

struct job {
    const struct scan_request *request;
    const int32_t *pids;
    size_t count;
    struct scan_part *part;
    int error;
};

static int append_text(struct scan_values *values, const char *text, size_t len)
{
    if (len > values->text_size - values->text_len) {
        size_t wanted = values->text_size ? values->text_size : 4096;
        char *grown;
        while (wanted - values->text_len < len) {
            if (wanted > SIZE_MAX / 2)
                return ENOMEM;
            wanted *= 2;
        }
        grown = realloc(values->text, wanted);
        if (!grown)
            return ENOMEM;
        values->text = grown;
        values->text_size = wanted;
    }
    if (len)
        memcpy(values->text + values->text_len, text, len);
    values->text_len += len;
    return 0;
}

/* One cell; 0 or an errno. */
static int fill(struct process_reader *reader, const struct scan_column *column, struct scan_values *values,
                size_t row)
{
    int known;
    if (column->kind == KIND_TEXT) {
        const char *text = NULL;
        size_t len = 0;
        known = reader_text(reader, column, &text, &len);
        if (known > 0) {
            int error = append_text(values, text, len);
            if (error)
                return error;
        }
        values->cells[row] = known > 0 ? len : 0;
    } else {
        int64_t number = 0;
        known = reader_number(reader, column, &number);
        if (known <= 0)
            values->cells[row] = 0;
        else if (column->kind == KIND_FLOAT) {
            double value = (double)number / column->divisor + column->offset;
            memcpy(&values->cells[row], &value, sizeof value);
        } else
            values->cells[row] = (uint64_t)number * (uint64_t)column->factor;
    }
    values->valid[row] = known > 0;
    return known < 0 ? -known : 0;
}

static int read_part(struct job *job)
{
    const struct scan_request *request = job->request;
    struct scan_part *part = job->part;
    struct process_reader *reader = malloc(sizeof *reader);
    int error = 0;
    size_t rows = job->count ? job->count : 1;
    if (!reader)
        return ENOMEM;
    reader_init(reader, request);
    for (size_t c = 0; !error && c < request->column_count; c++) {
        part->columns[c].cells = malloc(rows * sizeof(uint64_t));
        part->columns[c].valid = malloc(rows);
        if (!part->columns[c].cells || !part->columns[c].valid)
            error = ENOMEM;
    }
    for (size_t i = 0; !error && i < job->count; i++) {
        int found = reader_load(reader, request->proc_fd, job->pids[i]);
        if (found < 0)
            error = -found;
        for (size_t c = 0; !error && found > 0 && c < request->column_count; c++)
            error = fill(reader, &request->columns[c], &part->columns[c], part->rows);
        reader_unload(reader);
        part->rows += found > 0;
    }
    reader_free(reader);
    free(reader);
    return error;
}

static void *run_job(void *argument)
{
    struct job *job = argument;
    job->error = read_part(job);
    return NULL;
}

/* The first of the jobs runs here, the others in threads; one that cannot be started runs here as well. */
static int run_jobs(struct job *jobs, size_t count)
{
    pthread_t *threads = count > 1 ? calloc(count, sizeof *threads) : NULL;
    unsigned char *started = count > 1 ? calloc(count, 1) : NULL;
    int error = 0;
    for (size_t i = 1; threads && started && i < count; i++)
        started[i] = pthread_create(&threads[i], NULL, run_job, &jobs[i]) == 0;
    for (size_t i = 0; i < count; i++)
        if (!started || !started[i])
            run_job(&jobs[i]);
    for (size_t i = 0; i < count; i++) {
        if (started && started[i])
            pthread_join(threads[i], NULL);
        if (!error)
            error = jobs[i].error;
    }
    free(threads);
    free(started);
    return error;
}

static int divide(const struct scan_request *request, const int32_t *pids, size_t count,
                  struct scan_result *result)
{
    size_t parts = request->workers ? request->workers : 1, at = 0;
    struct job *jobs;
    int error = 0;
    if (parts > 64)
        parts = 64;
    if (parts > count / 16 + 1) /* a thread for fewer than 16 processes costs more than it saves */
        parts = count / 16 + 1;
    jobs = calloc(parts, sizeof *jobs);
    result->parts = calloc(parts, sizeof *result->parts);
    if (!jobs || !result->parts) {
        free(jobs);
        return ENOMEM;
    }
    result->part_count = parts;
    for (size_t i = 0; i < parts; i++) {
        size_t share = count / parts + (i < count % parts);
        jobs[i].request = request;
        jobs[i].pids = pids + at;
        jobs[i].count = share;
        jobs[i].part = &result->parts[i];
        at += share;
        result->parts[i].columns =
            calloc(request->column_count ? request->column_count : 1, sizeof(struct scan_values));
        if (!result->parts[i].columns)
            error = ENOMEM;
    }
    if (!error)
        error = run_jobs(jobs, parts);
    for (size_t i = 0; i < parts; i++)
        result->rows += result->parts[i].rows;
    free(jobs);
    return error;
}

int scan_processes(const struct scan_request *request, struct scan_result *result)
{
    int32_t *all = NULL;
    size_t count = request->pid_count;
    int error = 0;
    memset(result, 0, sizeof *result);
    result->column_count = request->column_count;
    if (!request->pids)
        error = scan_pids(request->proc_fd, &all, &count);
    if (!error)
        error = divide(request, request->pids ? request->pids : all, count, result);
    free(all);
    return error;
}

void scan_free(struct scan_result *result)
{
    for (size_t i = 0; i < result->part_count; i++) {
        struct scan_values *columns = result->parts[i].columns;
        for (size_t c = 0; columns && c < result->column_count; c++) {
            free(columns[c].cells);
            free(columns[c].valid);
            free(columns[c].text);
        }
        free(columns);
    }
    free(result->parts);
    memset(result, 0, sizeof *result);
}
