/* The address space of one process: smaps, maps and smaps_rollup. */
#include "objects.h"
#include "parse_smaps.h"
#include "records.h"

#include <string.h>

/* A path as the kernel has escaped it: a newline is written \012. */
static PyObject *unescaped(const char *path, size_t len)
{
    static const char newline[] = "\\012";
    char stack[256], *plain = stack;
    size_t used = 0;
    PyObject *answer;
    if (!memchr(path, '\\', len))
        return PyUnicode_DecodeFSDefaultAndSize(path, (Py_ssize_t)len);
    if (len > sizeof stack && !(plain = PyMem_Malloc(len)))
        return PyErr_NoMemory();
    for (size_t i = 0; i < len; used++) {
        if (len - i >= 4 && memcmp(path + i, newline, 4) == 0) {
            plain[used] = '\n';
            i += 4;
        } else {
            plain[used] = path[i++];
        }
    }
    answer = PyUnicode_DecodeFSDefaultAndSize(plain, (Py_ssize_t)used);
    if (plain != stack)
        PyMem_Free(plain);
    return answer;
}

/* In the order of the names below. */
static const int counted[] = {SMAPS_RSS,          SMAPS_PSS,           SMAPS_SHARED_CLEAN,
                              SMAPS_SHARED_DIRTY, SMAPS_PRIVATE_CLEAN, SMAPS_PRIVATE_DIRTY,
                              SMAPS_REFERENCED,   SMAPS_ANONYMOUS,     SMAPS_SWAP};
enum { COUNTED = sizeof counted / sizeof *counted };
enum area_value {
    AREA_START,
    AREA_END,
    AREA_PERMISSIONS,
    AREA_OFFSET,
    AREA_DEVICE,
    AREA_INODE,
    AREA_PATH,
    AREA_SIZE,
    AREA_COUNTED,
    AREA_VALUES = AREA_COUNTED + COUNTED
};
static const char *const area_names[AREA_VALUES] = {
    "start",         "end",           "permissions", "offset",    "device",       "inode",
    "path",          "size",          "rss",         "pss",       "shared_clean", "shared_dirty",
    "private_clean", "private_dirty", "referenced",  "anonymous", "swap"};

static PyObject *area_record(const struct record_class *class, const struct smaps_area *area)
{
    PyObject *values[AREA_VALUES];
    values[AREA_START] = PyLong_FromUnsignedLongLong(area->start);
    values[AREA_END] = PyLong_FromUnsignedLongLong(area->end);
    values[AREA_PERMISSIONS] = PyUnicode_DecodeLatin1(area->permissions, 4, NULL);
    values[AREA_OFFSET] = PyLong_FromUnsignedLongLong(area->offset);
    values[AREA_DEVICE] = text_or_none(area->device, area->device_len);
    values[AREA_INODE] = PyLong_FromUnsignedLongLong(area->inode);
    values[AREA_PATH] =
        area->path_len ? unescaped(area->path, area->path_len) : PyUnicode_FromString("[anon]");
    values[AREA_SIZE] = PyLong_FromUnsignedLongLong(area->end - area->start);
    for (int i = 0; i < COUNTED; i++) {
        int64_t kib = area->value[counted[i]];
        values[AREA_COUNTED + i] =
            u64_or_none((area->present >> counted[i] & 1) && kib >= 0, (uint64_t)kib << 10);
    }
    return record_new(class, values, AREA_VALUES);
}

static PyObject *parse_areas(PyObject *self, PyObject *object)
{
    const struct record_class *class = record_class_of(self);
    const char *start, *end;
    struct smaps_area area;
    if (class == NULL || !open_bytes(object, &start, &end))
        return NULL;
    PyObject *list = PyList_New(0);
    for (const char *at = start; list && (at = next_smaps_area(at, end, &area)) != NULL;) {
        if (append_new(list, area_record(class, &area)) < 0)
            Py_CLEAR(list);
    }
    return list;
}

static PyMethodDef parser = {"parse_smaps", parse_areas, METH_O, NULL};

static PyObject *parse_smaps(PyObject *module, PyObject *type)
{
    (void)module;
    return record_function(&parser, type, area_names, AREA_VALUES);
}

PyDoc_STRVAR(smaps_doc,
             "parse_smaps(record, /)\n--\n\n"
             "A function that tells the areas in the text of smaps or maps, as records of this class; "
             "sizes in bytes.");

PyDoc_STRVAR(footprint_doc,
             "parse_footprint(text, /)\n--\n\n"
             "(uss, pss or None, swap or None) of smaps or smaps_rollup, summed, bytes; None: it does "
             "not tell.");

static PyObject *parse_footprint(PyObject *module, PyObject *object)
{
    const char *start, *end;
    struct smaps_area area;
    uint64_t unique = 0, pss = 0, swap = 0;
    unsigned all = 1u << SMAPS_PSS | 1u << SMAPS_SWAP;
    int areas = 0;
    (void)module;
    if (!open_bytes(object, &start, &end))
        return NULL;
    for (const char *at = start; (at = next_smaps_area(at, end, &area)) != NULL; areas++) {
        int64_t own = smaps_unique(&area);
        if (own < 0)
            Py_RETURN_NONE;
        unique += (uint64_t)own;
        pss += (uint64_t)area.value[SMAPS_PSS];
        swap += (uint64_t)area.value[SMAPS_SWAP];
        all &= area.present;
    }
    if (!areas)
        Py_RETURN_NONE;
    return Py_BuildValue("KNN", (unsigned long long)(unique << 10),
                         u64_or_none(all >> SMAPS_PSS & 1, pss << 10),
                         u64_or_none(all >> SMAPS_SWAP & 1, swap << 10));
}

PyMethodDef process_areas_methods[] = {
    {"parse_smaps", parse_smaps, METH_O, smaps_doc},
    {"parse_footprint", parse_footprint, METH_O, footprint_doc},
    {NULL, NULL, 0, NULL},
};
