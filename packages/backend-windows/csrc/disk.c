/* Drives, their space, and the traffic of disks. */
#include "calls.h"
#include "handle.h"
#include "objects.h"
#include "parse_disk.h"
#include "parse_session.h"

#include <stdlib.h>

static PyObject *disk_space(PyObject *module, PyObject *argument)
{
    (void)module;
    uint64_t space[3] = {0};
    uint32_t error;
    const uint16_t *path = path_of(argument);
    if (path == NULL)
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    error = windows()->disk_space(path, space);
    Py_END_ALLOW_THREADS
    if (error != 0)
        return raise_windows(error, "GetDiskFreeSpaceEx");
    return Py_BuildValue("(KKK)", space[0], space[1], space[2]);
}

static PyObject *drives(PyObject *module, PyObject *arguments)
{
    (void)module;
    (void)arguments;
    return PyLong_FromUnsignedLong(windows()->drives());
}

static PyObject *drive(PyObject *module, PyObject *argument)
{
    (void)module;
    unsigned char type[128] = {0};
    uint32_t flags = 0, kind, error;
    const uint16_t *root = path_of(argument);
    if (root == NULL)
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    kind = windows()->drive_type(root);
    error = windows()->volume(root, (uint16_t *)(void *)type, sizeof type / 2, &flags);
    Py_END_ALLOW_THREADS
    if (error != 0) /* no medium is in */
        return Py_BuildValue("(IOI)", kind, Py_None, 0);
    return Py_BuildValue("(INI)", kind, text_or_none(parse_session_text(type, sizeof type)), flags);
}

/* "\\?\Volume{GUID}\" has 49 characters. */
enum { VOLUME_NAME = 64, MOST_PATHS = 32768 };

/* Where a volume is mounted, None if it has gone or does not say. */
static PyObject *paths_of(const uint16_t *name)
{
    uint32_t size = MOST_PATHS, error;
    uint16_t *paths = calloc(MOST_PATHS, sizeof *paths);
    if (paths == NULL)
        return PyErr_NoMemory();
    Py_BEGIN_ALLOW_THREADS
    error = windows()->volume_paths(name, paths, &size);
    Py_END_ALLOW_THREADS
    PyObject *answer = text_or_none((struct text){error != 0 ? NULL : (unsigned char *)paths,
                                                  (size < MOST_PATHS ? size : MOST_PATHS) * sizeof *paths});
    free(paths);
    return answer;
}

/* Append the volumes from this one on. 0, or the error that ended it; *failed: there is an exception. */
static uint32_t add_volumes(PyObject *list, void *search, uint16_t *name, int *failed)
{
    uint32_t error = 0;
    while (error == 0 && !*failed) {
        PyObject *paths = paths_of(name);
        struct text text = parse_session_text((unsigned char *)name, VOLUME_NAME * sizeof *name);
        *failed = paths == NULL || append_new(list, Py_BuildValue("(NN)", text_or_none(text), paths)) < 0;
        Py_BEGIN_ALLOW_THREADS
        error = windows()->next_volume(search, name, VOLUME_NAME);
        Py_END_ALLOW_THREADS
    }
    return error;
}

static PyObject *volumes(PyObject *module, PyObject *arguments)
{
    (void)module;
    (void)arguments;
    uint16_t name[VOLUME_NAME] = {0};
    void *search = NULL;
    uint32_t error;
    int failed = 0;
    PyObject *list = PyList_New(0);
    if (list == NULL)
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    error = windows()->first_volume(name, VOLUME_NAME, &search);
    Py_END_ALLOW_THREADS
    if (error == 0) {
        error = add_volumes(list, search, name, &failed);
        windows()->close_search(search);
    }
    if (!failed && error == WINDOWS_NO_MORE_FILES)
        return list;
    Py_DECREF(list);
    return failed ? NULL : raise_windows(error, "FindNextVolume");
}

static PyObject *disk_traffic(PyObject *module, PyObject *argument)
{
    (void)module;
    unsigned char bytes[DISK_SIZE] = {0};
    struct disk_traffic traffic;
    uint32_t error;
    unsigned long number = PyLong_AsUnsignedLong(argument);
    if (number == (unsigned long)-1 && PyErr_Occurred())
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    error = windows()->disk_performance((uint32_t)number, bytes, sizeof bytes);
    Py_END_ALLOW_THREADS
    if (error != 0)
        return raise_windows(error, "DeviceIoControl(IOCTL_DISK_PERFORMANCE)");
    parse_disk(bytes, sizeof bytes, &traffic); /* as long as it wants */
    return Py_BuildValue("(IIKKKK)", traffic.reads, traffic.writes, traffic.bytes_read, traffic.bytes_written,
                         traffic.read_time, traffic.write_time);
}

static PyObject *dos_device(PyObject *module, PyObject *argument)
{
    (void)module;
    uint32_t size = LONGEST, error;
    const uint16_t *drive = path_of(argument);
    if (drive == NULL)
        return NULL;
    uint16_t *name = calloc(LONGEST, sizeof *name);
    if (name == NULL)
        return PyErr_NoMemory();
    Py_BEGIN_ALLOW_THREADS
    error = windows()->dos_device(drive, name, &size);
    Py_END_ALLOW_THREADS
    PyObject *answer = error != 0
                           ? raise_windows(error, "QueryDosDevice")
                           : text_or_none(parse_session_text((unsigned char *)name, LONGEST * sizeof *name));
    free(name);
    return answer;
}

PyMethodDef disk_methods[] = {
    {"disk_space", disk_space, METH_O,
     "disk_space(path, /)\n--\n\n"
     "Bytes (the caller may use, all, free) of the file system of a directory. Paths are UTF-16 with a NUL."},
    {"drives", drives, METH_NOARGS, "drives()\n--\n\nThe drives that there are: bit 0 is A."},
    {"dos_device", dos_device, METH_O,
     "dos_device(drive, /)\n--\n\nWhat a drive (\"C:\") stands for: the kernel's name of a device."},
    {"drive", drive, METH_O,
     "drive(root, /)\n--\n\n(Kind, file system, its flags); None for the file system of a drive without a "
     "medium."},
    {"volumes", volumes, METH_NOARGS,
     "volumes()\n--\n\n"
     "All volumes as (name, the paths at which it is mounted, each with a NUL, or None if it does not "
     "tell)."},
    {"disk_traffic", disk_traffic, METH_O,
     "disk_traffic(number, /)\n--\n\n"
     "Of a physical disk (reads, writes, bytes read, bytes written, time of reads, of writes in 100 ns)."},
    {NULL, NULL, 0, NULL},
};
