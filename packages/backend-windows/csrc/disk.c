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
    {"disk_traffic", disk_traffic, METH_O,
     "disk_traffic(number, /)\n--\n\n"
     "Of a physical disk (reads, writes, bytes read, bytes written, time of reads, of writes in 100 ns)."},
    {NULL, NULL, 0, NULL},
};
