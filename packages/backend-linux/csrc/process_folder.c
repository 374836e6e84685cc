/* The files of one process, all of them beneath one descriptor of /proc/PID: whoever has its pid later is not
   reached. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* O_PATH */
#endif
#include "files.h"
#include "objects.h"
#include "parse_process_stat.h"
#include "pidfd.h"
#include "pinned.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char capsule_name[] = "sysprobe_linux.folder";
static const char deleted[] = " (deleted)";
enum { DELETED_SIZE = sizeof deleted - 1 };

int pinned_check(const struct pinned *folder)
{
    struct stat found;
    if (fstat(folder->fd, &found) < 0 || found.st_ino != folder->inode || found.st_dev != folder->device)
        return ESTALE;
    return 0;
}

int pinned_alive(const struct pinned *folder)
{
    int error = pinned_check(folder);
    if (!error && faccessat(folder->fd, "stat", F_OK, 0) < 0) /* names vanish with the process, at once */
        error = errno;
    return error;
}

const struct pinned *pinned_folder(PyObject *capsule)
{
    return PyCapsule_GetPointer(capsule, capsule_name);
}

int pinned_arguments(PyObject *const *args, Py_ssize_t count, const struct pinned **folder, const char **name)
{
    if (count != 2) {
        PyErr_Format(PyExc_TypeError, "2 arguments are wanted: folder, name (%zd given)", count);
        return -1;
    }
    *folder = pinned_folder(args[0]);
    *name = *folder ? PyUnicode_AsUTF8AndSize(args[1], NULL) : NULL;
    return *name ? 0 : -1;
}

static void close_pinned(const struct pinned *folder)
{
    if (folder->fd >= 0 && pinned_check(folder) == 0)
        close(folder->fd);
}

static void end_capsule(PyObject *capsule)
{
    struct pinned *folder = PyCapsule_GetPointer(capsule, capsule_name);
    if (folder) {
        Py_BEGIN_ALLOW_THREADS;
        close_pinned(folder);
        Py_END_ALLOW_THREADS;
    }
    free(folder);
}

/* Takes the open descriptor, also when it fails. */
static PyObject *new_capsule(const struct pinned *found)
{
    struct pinned *folder = malloc(sizeof *folder);
    PyObject *capsule = NULL;
    if (folder) {
        *folder = *found;
        capsule = PyCapsule_New(folder, capsule_name, end_capsule);
    } else
        PyErr_NoMemory();
    if (!capsule) {
        close(found->fd);
        free(folder);
    }
    return capsule;
}

struct meeting {
    struct pinned folder;
    unsigned long long pidfd_inode;
    long long start;
    int started;      /* the start time is known */
    const char *call; /* what failed */
};

/* Opens the folder, looks at the pidfd, reads the start: in this order, so that who is there at the end was
   there when the pidfd was opened. 0 or an errno; the folder is open afterwards if its fd is not negative. */
static int meet(const char *path, int pid, int kind, struct meeting *out)
{
    struct process_stat stat;
    struct stat found;
    char text[2048];
    ssize_t len;
    int error, fd;
    memset(out, 0, sizeof *out);
    out->call = path;
    out->folder.kind = kind;
    out->folder.fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (out->folder.fd < 0 || fstat(out->folder.fd, &found) < 0)
        return errno;
    out->folder.device = found.st_dev;
    out->folder.inode = found.st_ino;
    if (pid > 0) {
        out->call = "pidfd_open";
        error = pidfd_open_inode(pid, &fd, &out->pidfd_inode);
        if (error == 0)
            close(fd);
        else if (error != ENOSYS && error != EPERM) /* no pidfds: an old kernel, or a sandbox */
            return error;
    }
    out->call = "stat";
    len = read_record_at(out->folder.fd, "stat", text, sizeof text);
    if (len < 0)
        return errno == EACCES || errno == EPERM ? 0 : errno; /* hidepid=1 */
    if (parse_process_stat(text, (size_t)len, &stat) != 0)
        return len == 0 ? ESRCH : EBADMSG;
    out->start = (long long)stat.field[STAT_STARTTIME];
    out->started = 1;
    return 0;
}

PyDoc_STRVAR(meet_doc,
             "process_meet(path, pid, kind, /)\n--\n\n"
             "(folder, inode of a pidfd or 0, start in ticks or None if it may not be read) of a process. "
             "pid 0: do not\n"
             "look at pidfds. kind: 0 recorded, 1 a procfs under another root, 2 this machine's. The OSError "
             "names the\n"
             "path, ``pidfd_open`` or ``stat``. The folder is closed when nobody holds it any more.");

static PyObject *process_meet(PyObject *module, PyObject *args)
{
    const char *path;
    struct meeting found;
    int pid, kind, error;
    (void)module;
    if (!PyArg_ParseTuple(args, "sii", &path, &pid, &kind))
        return NULL;
    Py_BEGIN_ALLOW_THREADS;
    error = meet(path, pid, kind, &found);
    if (error && found.folder.fd >= 0)
        close(found.folder.fd);
    Py_END_ALLOW_THREADS;
    if (error)
        return raise_errno(error, found.call);
    PyObject *folder = new_capsule(&found.folder);
    if (!folder)
        return NULL;
    return Py_BuildValue("NKN", folder, found.pidfd_inode, i64_or_none(found.started, found.start));
}

PyDoc_STRVAR(alive_doc,
             "process_alive(folder, /)\n--\n\n"
             "Return if the process of the folder is there, zombies too; otherwise OSError(ENOENT).");

static PyObject *process_alive(PyObject *module, PyObject *object)
{
    const struct pinned *folder = pinned_folder(object);
    int error;
    (void)module;
    if (!folder)
        return NULL;
    Py_BEGIN_ALLOW_THREADS;
    error = pinned_alive(folder);
    Py_END_ALLOW_THREADS;
    if (error)
        return raise_errno(error, "stat");
    Py_RETURN_NONE;
}

PyDoc_STRVAR(close_doc, "process_close(descriptor, device, inode, /)\n--\n\n"
                        "Close it, unless it has become something else.");

static PyObject *process_close(PyObject *module, PyObject *args)
{
    struct pinned found = {0};
    unsigned long long device, inode;
    (void)module;
    if (!PyArg_ParseTuple(args, "iKK", &found.fd, &device, &inode))
        return NULL;
    found.device = (dev_t)device;
    found.inode = (ino_t)inode;
    Py_BEGIN_ALLOW_THREADS;
    close_pinned(&found);
    Py_END_ALLOW_THREADS;
    Py_RETURN_NONE;
}

PyDoc_STRVAR(
    read_doc,
    "process_read(folder, name, /)\n--\n\n"
    "A whole file of the folder, as bytes. OSError(ESTALE): the descriptor is not that folder any more.");

static PyObject *process_read(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    const struct pinned *folder;
    struct buffer content = {0};
    const char *name;
    PyObject *answer = NULL;
    int error;
    (void)module;
    if (pinned_arguments(args, count, &folder, &name) < 0)
        return NULL;
    Py_BEGIN_ALLOW_THREADS;
    error = pinned_check(folder);
    if (!error)
        error = read_all_at(folder->fd, name, &content, PY_SSIZE_T_MAX / 2);
    Py_END_ALLOW_THREADS;
    if (error)
        raise_errno(error, name);
    else
        answer = PyBytes_FromStringAndSize(content.data, (Py_ssize_t)content.size);
    buffer_free(&content);
    return answer;
}

PyDoc_STRVAR(record_doc,
             "process_record(folder, name, /)\n--\n\n"
             "As process_read, for files that are one record: stat, statm, status, io, limits, cgroup.");

static PyObject *process_record(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    const struct pinned *folder;
    const char *name;
    char text[4096];
    ssize_t len = 0;
    int error;
    if (pinned_arguments(args, count, &folder, &name) < 0)
        return NULL;
    Py_BEGIN_ALLOW_THREADS;
    error = pinned_check(folder);
    if (!error && (len = read_record_at(folder->fd, name, text, sizeof text)) < 0)
        error = errno;
    Py_END_ALLOW_THREADS;
    if (error)
        return raise_errno(error, name);
    if ((size_t)len == sizeof text)
        return process_read(module, args, count); /* longer than usual: many groups, deep control groups */
    return PyBytes_FromStringAndSize(text, (Py_ssize_t)len);
}

int pinned_link(int folder, const char *name, char target[LINK_SIZE], size_t *len)
{
    ssize_t got = readlinkat(folder, name, target, LINK_SIZE);
    if (got < 0)
        return errno;
    if (got == LINK_SIZE)
        return ENAMETOOLONG;
    target[got] = '\0';
    *len = (size_t)got;
    return 0;
}

/* The length without the mark of a removed file, which may also be the end of a name. Only of this machine
   can that be told: then the path leads to the very file. */
static size_t without_mark(const struct pinned *folder, const char *name, const char *path, size_t len)
{
    struct stat real, there;
    if (len <= DELETED_SIZE || memcmp(path + len - DELETED_SIZE, deleted, DELETED_SIZE) != 0)
        return len;
    if (folder->kind == PINNED_LIVE && fstatat(folder->fd, name, &real, 0) == 0 && stat(path, &there) == 0 &&
        real.st_dev == there.st_dev && real.st_ino == there.st_ino)
        return len;
    return len - DELETED_SIZE;
}

static PyObject *read_link(PyObject *const *args, Py_ssize_t count, int is_path)
{
    const struct pinned *folder;
    const char *name;
    char target[LINK_SIZE];
    size_t len = 0;
    int error;
    if (pinned_arguments(args, count, &folder, &name) < 0)
        return NULL;
    Py_BEGIN_ALLOW_THREADS;
    error = pinned_check(folder);
    if (!error)
        error = pinned_link(folder->fd, name, target, &len);
    if (!error && is_path)
        len = without_mark(folder, name, target, len);
    Py_END_ALLOW_THREADS;
    if (error == ENAMETOOLONG)
        Py_RETURN_NONE;
    if (error)
        return raise_errno(error, name);
    return PyUnicode_DecodeFSDefaultAndSize(target, (Py_ssize_t)len);
}

PyDoc_STRVAR(link_doc,
             "process_link(folder, name, /)\n--\n\n"
             "The target of a link in the folder, as text; None: it is longer than the kernel tells.");

static PyObject *process_link(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    (void)module;
    return read_link(args, count, 0);
}

PyDoc_STRVAR(path_doc, "process_path(folder, name, /)\n--\n\n"
                       "As process_link, without the mark \" (deleted)\" of a file that was removed.");

static PyObject *process_path(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    (void)module;
    return read_link(args, count, 1);
}

PyMethodDef process_folder_methods[] = {
    {"process_close", process_close, METH_VARARGS, close_doc},
    {"process_meet", process_meet, METH_VARARGS, meet_doc},
    {"process_alive", process_alive, METH_O, alive_doc},
    {"process_record", METHOD(process_record), METH_FASTCALL, record_doc},
    {"process_read", METHOD(process_read), METH_FASTCALL, read_doc},
    {"process_link", METHOD(process_link), METH_FASTCALL, link_doc},
    {"process_path", METHOD(process_path), METH_FASTCALL, path_doc},
    {NULL, NULL, 0, NULL},
};
