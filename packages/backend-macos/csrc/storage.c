/* Binding of the disk domain: traffic, as the drivers of whole disks tell it to IOKit's registry
 * (IOKit/storage/IOBlockStorageDriver.h). */
#include "frameworks.h"
#include "objects.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST = 4096,
    COUNTERS = 6,
    UPWARDS = 3 /* kIORegistryIterateRecursively | kIORegistryIterateParents */
};

static const char plane[] = "IOService";
static const char *const keys[COUNTERS] = {
    "Operations (Read)", "Operations (Write)", "Bytes (Read)",
    "Bytes (Write)",     "Total Time (Read)",  "Total Time (Write)",
};

struct disk {
    char name[64];
    char location[64]; /* of what it hangs on; "File": a disk image. Empty: not told */
    int64_t counters[COUNTERS];
    bool known[COUNTERS];
};

static void locate(const struct frameworks *use, io_object media, struct disk *out)
{
    cf_object key = framework_string(use, "Protocol Characteristics");
    if (key == NULL)
        return;
    cf_object found = use->search_property(media, plane, key, NULL, UPWARDS);
    use->release(key);
    if (found == NULL)
        return;
    if (use->type_of(found) != use->dictionary_type() ||
        !dictionary_text(use, found, "Physical Interconnect Location", out->location, sizeof out->location))
        out->location[0] = 0;
    use->release(found);
}

/* Is this medium a whole disk with a driver that counts? Then what it counts. */
static bool describe(const struct frameworks *use, io_object media, io_object driver, struct disk *out)
{
    cf_object medium = NULL, counted = NULL;
    bool found = false;
    memset(out, 0, sizeof *out);
    if (use->conforms(driver, "IOBlockStorageDriver") == 0 || use->properties(media, &medium, NULL, 0) != 0)
        return false;
    if (medium != NULL && dictionary_text(use, medium, "BSD Name", out->name, sizeof out->name) &&
        use->properties(driver, &counted, NULL, 0) == 0 && counted != NULL) {
        cf_object statistics = dictionary_dictionary(use, counted, "Statistics");
        for (int i = 0; statistics != NULL && i < COUNTERS; i++)
            out->known[i] =
                dictionary_number(use, statistics, keys[i], &out->counters[i]) && out->counters[i] >= 0;
        found = statistics != NULL;
    }
    if (counted != NULL)
        use->release(counted);
    if (medium != NULL)
        use->release(medium);
    if (found)
        locate(use, media, out);
    return found;
}

static int append_disk(const struct frameworks *use, io_object media, struct disk **out, size_t *count)
{
    io_object driver = 0;
    struct disk disk;
    if (use->parent(media, plane, &driver) != 0)
        return 0; /* it has gone since */
    bool found = describe(use, media, driver, &disk);
    use->release_object(driver);
    if (!found)
        return 0;
    struct disk *grown = *count >= MOST ? NULL : realloc(*out, (*count + 1) * sizeof **out);
    if (grown == NULL)
        return ENOMEM;
    *out = grown;
    grown[(*count)++] = disk;
    return 0;
}

/* 0 or an errno; the caller frees *out. */
static int read_disks(struct disk **out, size_t *count)
{
    struct frameworks use;
    int error = open_frameworks(&use);
    if (error != 0)
        return error;
    io_object iterator = 0, media;
    cf_object wanted = use.matching("IOMedia");
    if (wanted == NULL)
        return ENOMEM;
    if (use.matching_services(0, wanted, &iterator) != 0)
        return EIO;
    while (error == 0 && (media = use.next(iterator)) != 0) {
        error = append_disk(&use, media, out, count);
        use.release_object(media);
    }
    use.release_object(iterator);
    return error;
}

static PyObject *disk_tuple(const struct disk *disk)
{
    PyObject *tuple = PyTuple_New(2 + COUNTERS);
    Py_ssize_t place = 0;
    if (tuple == NULL ||
        put_new(tuple, &place, text_or_none(disk->name, strnlen(disk->name, sizeof disk->name))) < 0 ||
        put_new(tuple, &place, text_or_none(disk->location, strnlen(disk->location, sizeof disk->location))) <
            0)
        Py_CLEAR(tuple);
    for (int i = 0; tuple != NULL && i < COUNTERS; i++) {
        if (put_new(tuple, &place, i64_or_none(disk->known[i], disk->counters[i])) < 0)
            Py_CLEAR(tuple);
    }
    return tuple;
}

static PyObject *disks(PyObject *module, PyObject *none)
{
    (void)module, (void)none;
    struct disk *found = NULL;
    size_t count = 0;
    int error;
    Py_BEGIN_ALLOW_THREADS
    error = read_disks(&found, &count);
    Py_END_ALLOW_THREADS
    PyObject *list = error == 0 ? PyList_New(0) : raise_errno(error, "IOServiceGetMatchingServices(IOMedia)");
    for (size_t i = 0; list != NULL && i < count; i++) {
        if (append_new(list, disk_tuple(&found[i])) < 0)
            Py_CLEAR(list);
    }
    free(found);
    return list;
}

PyMethodDef storage_methods[] = {
    {"disks", disks, METH_NOARGS,
     "disks()\n--\n\nPer whole disk: name, where it hangs (empty: not told), then, None where it is not "
     "told, reads, "
     "writes, bytes read and written, nanoseconds that reads and writes took."},
    {NULL, NULL, 0, NULL},
};
