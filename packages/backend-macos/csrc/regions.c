/* Binding of the region walk. */
#include "kernel.h"
#include "objects.h"
#include "region_walk.h"

#include <string.h>

static PyObject *region_tuple(const struct region_list *list, size_t index)
{
    const struct region *region = &list->regions[index];
    const char *path = list->paths[index] == NO_PATH ? NULL : list->texts + list->paths[index];
    PyObject *tuple = PyTuple_New(16);
    Py_ssize_t place = 0;
    const uint64_t numbers[] = {region->start,       region->size,           region->offset,
                                region->protection,  region->max_protection, region->share_mode,
                                region->tag,         region->references,     region->resident,
                                region->swapped_out, region->dirtied,        region->depth};
    if (tuple == NULL)
        return NULL;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (put_new(tuple, &place, PyLong_FromUnsignedLongLong(numbers[i])) < 0)
            goto fail;
    }
    if (put_new(tuple, &place, u64_or_none(region->counted, region->private_resident)) < 0 ||
        put_new(tuple, &place, u64_or_none(region->counted, region->shared_resident)) < 0 ||
        put_new(tuple, &place, PyBool_FromLong(region->submap)) < 0 ||
        put_new(tuple, &place, text_or_none(path, path == NULL ? 0 : strlen(path))) < 0)
        goto fail;
    return tuple;
fail:
    Py_DECREF(tuple);
    return NULL;
}

static PyObject *memory_regions(PyObject *module, PyObject *argument)
{
    (void)module;
    int pid, error;
    struct region_list list;
    const char *source = NULL;
    if (!PyArg_Parse(argument, "i", &pid))
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    error = walk_regions(pid, &list, &source);
    Py_END_ALLOW_THREADS
    PyObject *result = error == 0 ? PyList_New(0) : raise_errno(error, source);
    for (size_t i = 0; result != NULL && i < list.count; i++) {
        if (append_new(result, region_tuple(&list, i)) < 0)
            Py_CLEAR(result);
    }
    free_regions(&list);
    return result;
}

PyMethodDef regions_methods[] = {
    {"memory_regions", memory_regions, METH_O,
     "memory_regions(pid)\n--\n\nPer region: start, size, offset, protection, maximal protection, share "
     "mode, tag, "
     "references, then pages: resident, swapped out, dirtied; depth, then pages or None: private, shared; "
     "whether it "
     "is a submap, path or None."},
    {NULL, NULL, 0, NULL},
};
