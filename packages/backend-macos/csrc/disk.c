/* Bindings of the disk domain. */
#include "kernel.h"
#include "objects.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/attr.h>
#include <sys/mount.h>
#include <sys/param.h>

static PyObject *field_text_of(const char *field, size_t size)
{
    return text_or_none(field, strnlen(field, size));
}

static PyObject *mount_tuple(const struct statfs *mount)
{
    PyObject *tuple = PyTuple_New(4);
    Py_ssize_t place = 0;
    if (tuple == NULL ||
        put_new(tuple, &place, field_text_of(mount->f_mntfromname, sizeof mount->f_mntfromname)) < 0 ||
        put_new(tuple, &place, field_text_of(mount->f_mntonname, sizeof mount->f_mntonname)) < 0 ||
        put_new(tuple, &place, field_text_of(mount->f_fstypename, sizeof mount->f_fstypename)) < 0 ||
        put_new(tuple, &place, PyLong_FromUnsignedLong(mount->f_flags)) < 0)
        Py_CLEAR(tuple);
    return tuple;
}

/* MNT_NOWAIT: what the kernel knows, without asking a file system that may not answer. */
static int read_mounts(struct statfs **out, size_t *count)
{
    enum { TRIES = 8, MOST = 1 << 16 };
    for (int attempt = 0; attempt < TRIES; attempt++) {
        errno = 0;
        int mounted = getfsstat(NULL, 0, MNT_NOWAIT);
        if (mounted <= 0 || mounted > MOST)
            return errno != 0 ? errno : EIO;
        size_t capacity = (size_t)mounted + 4;
        struct statfs *mounts = malloc(capacity * sizeof *mounts);
        if (mounts == NULL)
            return ENOMEM;
        errno = 0;
        int got = getfsstat(mounts, (int)(capacity * sizeof *mounts), MNT_NOWAIT);
        if (got > 0 && (size_t)got < capacity) {
            *out = mounts;
            *count = (size_t)got;
            return 0;
        }
        free(mounts);
        if (got <= 0)
            return errno != 0 ? errno : EIO;
    }
    return ENOMEM;
}

static PyObject *mounts(PyObject *module, PyObject *none)
{
    (void)module, (void)none;
    struct statfs *found = NULL;
    size_t count = 0;
    int error;
    Py_BEGIN_ALLOW_THREADS
    error = read_mounts(&found, &count);
    Py_END_ALLOW_THREADS
    if (error != 0)
        return raise_errno(error, "getfsstat()");
    PyObject *list = PyList_New(0);
    for (size_t i = 0; list != NULL && i < count; i++) {
        if (append_new(list, mount_tuple(&found[i])) < 0)
            Py_CLEAR(list);
    }
    free(found);
    return list;
}

/* What a volume itself uses: those of one APFS container share its size and its free space. */
static bool space_used(const struct statfs *mount, uint64_t *used)
{
    char root[sizeof mount->f_mntonname + 1] = {0}; /* volumes are asked by their mount point */
    struct attrlist wanted = {.bitmapcount = ATTR_BIT_MAP_COUNT,
                              .volattr = ATTR_VOL_INFO | ATTR_VOL_SPACEUSED};
    uint8_t answer[12]; /* its own length, then the attribute */
    uint32_t length;
    memset(answer, 0, sizeof answer);
    memcpy(root, mount->f_mntonname, sizeof mount->f_mntonname);
    if (getattrlist(root, &wanted, answer, sizeof answer, 0) != 0)
        return false;
    memcpy(&length, answer, sizeof length);
    memcpy(used, answer + sizeof length, sizeof *used);
    return length == sizeof answer;
}

static PyObject *space(PyObject *module, PyObject *argument)
{
    (void)module;
    PyObject *encoded = NULL;
    if (!PyUnicode_FSConverter(argument, &encoded))
        return NULL;
    const char *path = PyBytes_AsString(encoded);
    struct statfs found;
    uint64_t used = 0;
    bool known = false;
    int status;
    errno = 0;
    Py_BEGIN_ALLOW_THREADS
    status = statfs(path, &found);
    int error = errno != 0 ? errno : EIO;
    if (status == 0)
        known = space_used(&found, &used);
    errno = error;
    Py_END_ALLOW_THREADS
    Py_DECREF(encoded);
    if (status != 0)
        return PyErr_SetFromErrnoWithFilenameObject(PyExc_OSError, argument);
    PyObject *tuple = PyTuple_New(7);
    Py_ssize_t place = 0;
    if (tuple == NULL || put_new(tuple, &place, PyLong_FromUnsignedLong(found.f_bsize)) < 0 ||
        put_new(tuple, &place, PyLong_FromUnsignedLongLong(found.f_blocks)) < 0 ||
        put_new(tuple, &place, PyLong_FromUnsignedLongLong(found.f_bfree)) < 0 ||
        put_new(tuple, &place, PyLong_FromUnsignedLongLong(found.f_bavail)) < 0 ||
        put_new(tuple, &place, PyLong_FromUnsignedLongLong(found.f_files)) < 0 ||
        put_new(tuple, &place, PyLong_FromUnsignedLongLong(found.f_ffree)) < 0 ||
        put_new(tuple, &place, u64_or_none(known, used)) < 0)
        Py_CLEAR(tuple);
    return tuple;
}

PyMethodDef disk_methods[] = {
    {"mounts", mounts, METH_NOARGS, "mounts()\n--\n\nPer mount: device, mount point, type and flags."},
    {"space", space, METH_O,
     "space(path)\n--\n\nBlock size, blocks, free blocks, those free for everybody, files, free files, and "
     "the bytes "
     "that the volume itself uses (None: not told)."},
    {NULL, NULL, 0, NULL},
};
