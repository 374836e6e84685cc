/* The address space of one process. */
#include "calls.h"
#include "handle.h"
#include "objects.h"
#include "parse_region.h"
#include "parse_working_set.h"
#include "query.h"

#include <stdlib.h>

#define REGIONS "VirtualQueryEx"

/* What one walk over the regions needs. */
struct walk {
    void *handle;
    struct answer pages; /* sorted; an empty span: they are not told */
    size_t page;
    uint16_t *name; /* room for the longest */
    uint64_t named; /* the allocation that has this name */
    struct text text;
};

/* The file that is mapped there. Parts of one allocation have one name. */
static struct text file_of(struct walk *walk, const struct region *region)
{
    if (region->type != REGION_MAPPED && region->type != REGION_IMAGE)
        return (struct text){NULL, 0};
    if (region->allocation != walk->named || walk->named == 0) {
        uint32_t size = LONGEST, error;
        Py_BEGIN_ALLOW_THREADS
        error = windows()->mapped_name(walk->handle, region->allocation, walk->name, &size);
        Py_END_ALLOW_THREADS
        /* What has no file is backed by a page file; one whose name is not told has none either. */
        walk->text = error != 0 || size > LONGEST
                         ? (struct text){NULL, 0}
                         : (struct text){(unsigned char *)walk->name, size * sizeof *walk->name};
        walk->named = region->allocation;
    }
    return walk->text;
}

/* How many bytes of it are resident, or None. Regions come in the order of their addresses. */
static PyObject *resident(struct walk *walk, const struct region *region)
{
    if (walk->pages.buffer == NULL)
        Py_RETURN_NONE;
    walk->page += pages_before(&walk->pages.span, walk->page, region->base);
    size_t found = pages_before(&walk->pages.span, walk->page, region->base + region->size);
    walk->page += found;
    return PyLong_FromUnsignedLongLong((unsigned long long)found * WINDOWS_PAGE);
}

static PyObject *region_tuple(struct walk *walk, const struct region *r)
{
    PyObject *rss = resident(walk, r);
    if (rss == NULL)
        return NULL;
    return Py_BuildValue("(KKIIINN)", r->base, r->size, r->state, r->protect, r->type,
                         text_or_none(file_of(walk, r)), rss);
}

/* Append all regions that are not free. 0, or -1 with an exception. */
static int add_regions(PyObject *list, struct walk *walk)
{
    uint64_t address = 0;
    for (;;) {
        unsigned char bytes[REGION_SIZE] = {0};
        struct region region;
        uint32_t error;
        Py_BEGIN_ALLOW_THREADS
        error = windows()->region(walk->handle, address, bytes, sizeof bytes);
        Py_END_ALLOW_THREADS
        if (error == WINDOWS_INVALID_PARAMETER) /* there is nothing behind it */
            return 0;
        if (error != 0) {
            raise_windows(error, REGIONS);
            return -1;
        }
        if (parse_region(bytes, address, &region) < 0) {
            raise_malformed(REGIONS);
            return -1;
        }
        if (region.state != REGION_FREE && append_new(list, region_tuple(walk, &region)) < 0)
            return -1;
        address = region.base + region.size;
    }
}

static PyObject *process_regions(PyObject *module, PyObject *argument)
{
    (void)module;
    struct walk walk = {.handle = handle_of(argument)};
    if (walk.handle == NULL)
        return NULL;
    walk.name = calloc(LONGEST, sizeof *walk.name);
    if (walk.name == NULL)
        return PyErr_NoMemory();
    Py_BEGIN_ALLOW_THREADS
    /* Without it (Wine) what is resident is not known; the regions are. */
    if (query_working_set(walk.handle, &walk.pages) == 0)
        sort_pages(walk.pages.buffer, walk.pages.span.size);
    Py_END_ALLOW_THREADS
    PyObject *list = PyList_New(0);
    if (list != NULL && add_regions(list, &walk) < 0)
        Py_CLEAR(list);
    free(walk.pages.buffer);
    free(walk.name);
    return list;
}

static PyObject *process_unshared(PyObject *module, PyObject *argument)
{
    (void)module;
    struct answer answer;
    uint32_t error;
    size_t unshared = 0;
    void *handle = handle_of(argument);
    if (handle == NULL)
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    error = query_working_set(handle, &answer);
    if (error == 0)
        unshared = count_unshared(&answer.span);
    Py_END_ALLOW_THREADS
    if (error == WINDOWS_INVALID_PARAMETER) /* so Wine says that it knows no pages of others */
        error = WINDOWS_NOT_SUPPORTED;
    if (error != 0)
        return raise_windows(error, "QueryWorkingSet");
    free(answer.buffer);
    return PyLong_FromUnsignedLongLong((unsigned long long)unshared * WINDOWS_PAGE);
}

PyMethodDef regions_methods[] = {
    {"process_regions", process_regions, METH_O,
     "process_regions(handle, /)\n--\n\n"
     "What is not free of its address space, as (address, bytes, state, protection, type, device path of the "
     "file "
     "or\n"
     "None, bytes that are resident or None)."},
    {"process_unshared", process_unshared, METH_O,
     "process_unshared(handle, /)\n--\n\nResident bytes that no other process maps."},
    {NULL, NULL, 0, NULL},
};
