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

int pinned_check(const struct pinned *folder)
{
    struct stat found;
    if (fstat(folder->fd, &found) < 0 || found.st_ino != folder->inode || found.st_dev != folder->device)
        return ESTALE;
    return 0;
}

int pinned_arguments(PyObject *args, struct pinned *folder, const char **name)
{
    unsigned long long device, inode;
    if (!PyArg_ParseTuple(args, "iKKs", &folder->fd, &device, &inode, name))
        return -1;
    folder->device = (dev_t)device;
    folder->inode = (ino_t)inode;
    return 0;
}

/* One read: for files of one record, which the kernel hands over whole. -1 with errno set, or the length. */
static ssize_t read_record(int folder, const char *name, char *out, size_t size)
{
    ssize_t got;
    int error, fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return -1;
    do
        got = read(fd, out, size);
    while (got < 0 && errno == EINTR);
    error = errno;
    close(fd);
    errno = error;
    return got;
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
static int meet(const char *path, int pid, struct meeting *out)
{
    struct process_stat stat;
    struct stat found;
    char text[2048];
    ssize_t len;
    int error, fd;
    memset(out, 0, sizeof *out);
    out->call = path;
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
    len = read_record(out->folder.fd, "stat", text, sizeof text);
    if (len < 0)
        return errno == EACCES || errno == EPERM ? 0 : errno; /* hidepid=1 */
    if (parse_process_stat(text, (size_t)len, &stat) != 0)
        return len == 0 ? ESRCH : EBADMSG;
    out->start = (long long)stat.field[STAT_STARTTIME];
    out->started = 1;
    return 0;
}

PyDoc_STRVAR(
    meet_doc,
    "process_meet(path, pid, /)\n--\n\n"
    "((descriptor, device, inode), inode of a pidfd or 0, start in ticks or None if it may not be read) of "
    "a\n"
    "process; pid 0: do not look at pidfds. The OSError names the path, ``pidfd_open`` or ``stat``.");

static PyObject *process_meet(PyObject *module, PyObject *args)
{
    const char *path;
    struct meeting found;
    int pid, error;
    (void)module;
    if (!PyArg_ParseTuple(args, "si", &path, &pid))
        return NULL;
    Py_BEGIN_ALLOW_THREADS;
    error = meet(path, pid, &found);
    if (error && found.folder.fd >= 0)
        close(found.folder.fd);
    Py_END_ALLOW_THREADS;
    if (error)
        return raise_errno(error, found.call);
    PyObject *answer = Py_BuildValue("(iKK)KN", found.folder.fd, (unsigned long long)found.folder.device,
                                     (unsigned long long)found.folder.inode, found.pidfd_inode,
                                     i64_or_none(found.started, found.start));
    if (!answer)
        close(found.folder.fd);
    return answer;
}

PyDoc_STRVAR(alive_doc,
             "process_alive(descriptor, device, inode, /)\n--\n\n"
             "Return if the process of the folder is there, zombies too; otherwise OSError(ENOENT).");

static PyObject *process_alive(PyObject *module, PyObject *args)
{
    struct pinned folder;
    unsigned long long device, inode;
    int error;
    (void)module;
    if (!PyArg_ParseTuple(args, "iKK", &folder.fd, &device, &inode))
        return NULL;
    folder.device = (dev_t)device;
    folder.inode = (ino_t)inode;
    Py_BEGIN_ALLOW_THREADS;
    error = pinned_check(&folder);
    if (!error && faccessat(folder.fd, "stat", F_OK, 0) < 0) /* names vanish with the process, at once */
        error = errno;
    Py_END_ALLOW_THREADS;
    if (error)
        return raise_errno(error, "stat");
    Py_RETURN_NONE;
}

PyDoc_STRVAR(close_doc, "process_close(descriptor, device, inode, /)\n--\n\n"
                        "Close it, unless it has become something else.");

static PyObject *process_close(PyObject *module, PyObject *args)
{
    struct pinned folder;
    unsigned long long device, inode;
    (void)module;
    if (!PyArg_ParseTuple(args, "iKK", &folder.fd, &device, &inode))
        return NULL;
    folder.device = (dev_t)device;
    folder.inode = (ino_t)inode;
    Py_BEGIN_ALLOW_THREADS;
    if (folder.fd >= 0 && pinned_check(&folder) == 0)
        close(folder.fd);
    Py_END_ALLOW_THREADS;
    Py_RETURN_NONE;
}

PyDoc_STRVAR(
    read_doc,
    "process_read(descriptor, device, inode, name, /)\n--\n\n"
    "A whole file of the folder, as bytes. OSError(ESTALE): the descriptor is not that folder any more.");

static PyObject *process_read(PyObject *module, PyObject *args)
{
    struct pinned folder;
    struct buffer content = {0};
    const char *name;
    PyObject *answer = NULL;
    int error;
    (void)module;
    if (pinned_arguments(args, &folder, &name) < 0)
        return NULL;
    Py_BEGIN_ALLOW_THREADS;
    error = pinned_check(&folder);
    if (!error)
        error = read_all_at(folder.fd, name, &content, PY_SSIZE_T_MAX / 2);
    Py_END_ALLOW_THREADS;
    if (error)
        raise_errno(error, name);
    else
        answer = PyBytes_FromStringAndSize(content.data, (Py_ssize_t)content.size);
    buffer_free(&content);
    return answer;
}

PyDoc_STRVAR(record_doc,
             "process_record(descriptor, device, inode, name, /)\n--\n\n"
             "As process_read, for files that are one record: stat, statm, status, io, limits, cgroup.");

static PyObject *process_record(PyObject *module, PyObject *args)
{
    struct pinned folder;
    const char *name;
    char text[4096];
    ssize_t len = 0;
    int error;
    (void)module;
    if (pinned_arguments(args, &folder, &name) < 0)
        return NULL;
    Py_BEGIN_ALLOW_THREADS;
    error = pinned_check(&folder);
    if (!error && (len = read_record(folder.fd, name, text, sizeof text)) < 0)
        error = errno;
    Py_END_ALLOW_THREADS;
    if (error)
        return raise_errno(error, name);
    if ((size_t)len == sizeof text)
        return process_read(module, args); /* longer than usual: many groups, deep control groups */
    return PyBytes_FromStringAndSize(text, (Py_ssize_t)len);
}

int pinned_link(int folder, const char *name, char **out, size_t *len)
{
    size_t size = 256;
    char *target = NULL;
    for (;;) {
        char *space = realloc(target, size);
        ssize_t got;
        int error;
        if (!space) {
            free(target);
            return ENOMEM;
        }
        target = space;
        got = readlinkat(folder, name, target, size);
        if (got < 0) {
            error = errno;
            free(target);
            return error;
        }
        if ((size_t)got < size) {
            *out = target;
            *len = (size_t)got;
            return 0;
        }
        size *= 4;
    }
}

PyDoc_STRVAR(link_doc, "process_link(descriptor, device, inode, name, /)\n--\n\n"
                       "The target of a link in the folder, as text.");

static PyObject *process_link(PyObject *module, PyObject *args)
{
    struct pinned folder;
    const char *name;
    char *target = NULL;
    size_t len = 0;
    int error;
    (void)module;
    if (pinned_arguments(args, &folder, &name) < 0)
        return NULL;
    Py_BEGIN_ALLOW_THREADS;
    error = pinned_check(&folder);
    if (!error)
        error = pinned_link(folder.fd, name, &target, &len);
    Py_END_ALLOW_THREADS;
    if (error)
        return raise_errno(error, name);
    PyObject *answer = PyUnicode_DecodeFSDefaultAndSize(target, (Py_ssize_t)len);
    free(target);
    return answer;
}

PyMethodDef process_folder_methods[] = {
    {"process_close", process_close, METH_VARARGS, close_doc},
    {"process_meet", process_meet, METH_VARARGS, meet_doc},
    {"process_alive", process_alive, METH_VARARGS, alive_doc},
    {"process_record", process_record, METH_VARARGS, record_doc},
    {"process_read", process_read, METH_VARARGS, read_doc},
    {"process_link", process_link, METH_VARARGS, link_doc},
    {NULL, NULL, 0, NULL},
};
