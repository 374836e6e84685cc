/* Bindings of the disk domain: parsers of mounts and counters, and statvfs(3). */
#include "native.h" /* first: it makes sizes of files 64 bits wide on every machine */

#include <errno.h>
#include <stdlib.h>
#include <sys/statvfs.h>

#include "objects.h"
#include "parse_diskstats.h"
#include "parse_mountinfo.h"
#include "records.h"

static PyObject *malformed(const char *what)
{
    PyErr_SetString(PyExc_ValueError, what);
    return NULL;
}

/* --- counters */

static PyObject *make_counters(const struct disk_counters *counters)
{
    return u64_tuple(counters->field, DISK_FIELDS, counters->present);
}

static PyObject *diskstats(PyObject *module, PyObject *text)
{
    const char *at, *end;
    struct diskstats_line line;
    int got;
    (void)module;
    if (!open_bytes(text, &at, &end))
        return NULL;
    PyObject *rows = PyDict_New();
    if (rows == NULL)
        return NULL;
    while ((got = next_diskstats(&at, end, &line)) == 1) {
        PyObject *name = text_or_none(line.name, line.name_len);
        if (set_new(rows, name, name != NULL ? make_counters(&line.counters) : NULL) < 0) {
            Py_DECREF(rows);
            return NULL;
        }
    }
    if (got < 0) {
        Py_DECREF(rows);
        return malformed("a line makes no sense");
    }
    return rows;
}

static PyObject *block_stat(PyObject *module, PyObject *text)
{
    const char *at, *end;
    struct disk_counters counters;
    (void)module;
    if (!open_bytes(text, &at, &end))
        return NULL;
    if (parse_block_stat(at, (size_t)(end - at), &counters) < 0)
        return malformed("the counters make no sense");
    return make_counters(&counters);
}

/* --- mounts */

/* A str of the unescaped span; None if it is absent, or empty and so may not be. */
static PyObject *make_text(struct span span, char *scratch)
{
    if (span.start == NULL)
        Py_RETURN_NONE;
    return text_or_none(scratch, unescape(span, scratch));
}

static PyObject *make_mount(const struct mount *mount, char *scratch)
{
    Py_ssize_t at = 0;
    PyObject *row = PyTuple_New(7);
    if (row == NULL)
        return NULL;
    if (put_new(row, &at, make_text(mount->source, scratch)) < 0 ||
        put_new(row, &at, make_text(mount->mountpoint, scratch)) < 0 ||
        put_new(row, &at, make_text(mount->fstype, scratch)) < 0 ||
        put_new(row, &at, text_or_none(scratch, merge_options(mount, scratch))) < 0 ||
        put_new(row, &at, make_text(mount->root, scratch)) < 0 ||
        put_new(row, &at, i64_or_none(mount->major >= 0, mount->major)) < 0 ||
        put_new(row, &at, i64_or_none(mount->major >= 0, mount->minor)) < 0) {
        Py_DECREF(row);
        return NULL;
    }
    return row;
}

static PyObject *mount_table(PyObject *args, int (*next)(const char **, const char *, struct mount *))
{
    PyObject *text, *filesystems, *rows = NULL;
    const char *at, *end, *types = NULL, *types_end = NULL;
    struct mount mount;
    int got;
    if (!PyArg_ParseTuple(args, "OO", &text, &filesystems) || !open_bytes(text, &at, &end))
        return NULL;
    if (filesystems != Py_None && !open_bytes(filesystems, &types, &types_end))
        return NULL;
    char *scratch =
        malloc((size_t)(end - at) + 1); /* no piece, unescaped or merged, is longer than its line */
    if (scratch == NULL)
        return PyErr_NoMemory();
    rows = PyList_New(0);
    if (rows == NULL)
        goto done;
    while ((got = next(&at, end, &mount)) == 1) {
        if (types != NULL && !on_device(types, (size_t)(types_end - types), mount.fstype))
            continue;
        if (append_new(rows, make_mount(&mount, scratch)) < 0) {
            Py_CLEAR(rows);
            goto done;
        }
    }
    if (got < 0) {
        Py_CLEAR(rows);
        malformed("a line makes no sense");
    }
done:
    free(scratch);
    return rows;
}

static PyObject *mountinfo(PyObject *module, PyObject *args)
{
    (void)module;
    return mount_table(args, next_mountinfo);
}

static PyObject *mounts(PyObject *module, PyObject *args)
{
    (void)module;
    return mount_table(args, next_mounts);
}

/* --- space */

static uint64_t at_most(uint64_t value, uint64_t limit)
{
    return value < limit ? value : limit;
}

/* What the caller can use is signed: a file system whose reserve is in use as well has less than nothing
 * left. */
static uint64_t available(uint64_t value, uint64_t limit)
{
    return value > INT64_MAX ? 0 : at_most(value, limit);
}

/* used as a share of used + free, percent with one decimal, rounded half up. */
static PyObject *make_percent(uint64_t used, uint64_t usable)
{
    if (usable == 0)
        Py_RETURN_NONE;
    double tenths = (double)used / (double)usable * 1000;
    return PyFloat_FromDouble((double)(uint64_t)(tenths + 0.5) / 10);
}

/* Fields of a record DiskUsage. */
static const char *const usage_names[] = {"total",        "used",        "free",       "percent",
                                          "inodes_total", "inodes_used", "inodes_free"};
enum { USAGE_VALUES = sizeof usage_names / sizeof *usage_names };

static PyObject *make_usage(const struct record_class *class, const struct statvfs *status)
{
    /* Numbers that contradict each other come from file systems in user space: cut down to what is possible.
     */
    uint64_t blocks = status->f_blocks, left = at_most(status->f_bfree, blocks);
    uint64_t free_blocks = available(status->f_bavail, blocks);
    uint64_t unit = status->f_frsize ? status->f_frsize : status->f_bsize;
    uint64_t files = status->f_files, files_left = at_most(status->f_ffree, files);
    uint64_t total;
    if (__builtin_mul_overflow(blocks, unit, &total))
        return raise_errno(EOVERFLOW, "statvfs");
    uint64_t used = (blocks - left) * unit, usable = free_blocks * unit;
    PyObject *values[USAGE_VALUES] = {
        u64_or_none(true, total),
        u64_or_none(true, used),
        u64_or_none(true, usable),
        make_percent(blocks - left, blocks - left + free_blocks),
        u64_or_none(files > 0, files),
        u64_or_none(files > 0, files - files_left),
        u64_or_none(files > 0, available(status->f_favail, files)),
    };
    return record_new(class, values, USAGE_VALUES);
}

static PyObject *read_usage(PyObject *self, PyObject *path)
{
    const struct record_class *class = record_class_of(self);
    PyObject *name, *answer;
    struct statvfs status;
    int error = 0;
    if (class == NULL || !PyUnicode_FSConverter(path, &name))
        return NULL;
    const char *text = PyBytes_AsString(name);
    Py_BEGIN_ALLOW_THREADS
    while (statvfs(text, &status) < 0) {
        error = errno;
        if (error != EINTR)
            break;
        error = 0;
    }
    Py_END_ALLOW_THREADS
    answer = error ? raise_errno(error, text) : make_usage(class, &status);
    Py_DECREF(name);
    return answer;
}

static PyMethodDef usage_reader = {"disk_usage", read_usage, METH_O, NULL};

static PyObject *disk_usage(PyObject *module, PyObject *type)
{
    (void)module;
    return record_function(&usage_reader, type, usage_names, USAGE_VALUES);
}

PyMethodDef disk_methods[] = {
    {"parse_diskstats", METHOD(diskstats), METH_O,
     "parse_diskstats(text, /)\n--\n\nCounters by name of disk, in the order of DiskIOCounters; None where "
     "the kernel "
     "does not count. ValueError if a line makes no sense."},
    {"parse_block_stat", METHOD(block_stat), METH_O,
     "parse_block_stat(text, /)\n--\n\nThe counters in a file /sys/block/.../stat. ValueError if they make "
     "no sense."},
    {"parse_mountinfo", METHOD(mountinfo), METH_VARARGS,
     "parse_mountinfo(text, filesystems, /)\n--\n\n(source, mountpoint, fstype, options, root, major, minor) "
     "of each "
     "mount; only of types that live on a device if the text of /proc/filesystems is given. ValueError."},
    {"parse_mounts", METHOD(mounts), METH_VARARGS,
     "parse_mounts(text, filesystems, /)\n--\n\nThe same from /proc/mounts, without root and device "
     "numbers."},
    {"disk_usage", disk_usage, METH_O,
     "disk_usage(DiskUsage, /)\n--\n\nA function (path) -> DiskUsage of the file system there, or OSError."},
    {NULL, NULL, 0, NULL},
};
