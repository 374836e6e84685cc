/* Binding of the sensors domain: power sources, as IOKit tells them (IOKit/ps/IOPowerSources.h, IOPSKeys.h).
 */
#include "frameworks.h"
#include "objects.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 64, TEXTS = 3, NUMBERS = 3, BOOLEANS = 3 };

static const char *const text_keys[TEXTS] = {"Name", "Type", "Power Source State"};
static const char *const number_keys[NUMBERS] = {"Current Capacity", "Max Capacity", "Time to Empty"};
static const char *const boolean_keys[BOOLEANS] = {"Is Present", "Is Charging", "Is Charged"};

struct source {
    char texts[TEXTS][256];
    bool has_text[TEXTS];
    int64_t numbers[NUMBERS];
    bool has_number[NUMBERS];
    bool booleans[BOOLEANS];
    bool has_boolean[BOOLEANS];
};

static void describe(const struct frameworks *use, cf_object description, struct source *out)
{
    memset(out, 0, sizeof *out);
    for (int i = 0; i < TEXTS; i++)
        out->has_text[i] =
            dictionary_text(use, description, text_keys[i], out->texts[i], sizeof out->texts[i]);
    for (int i = 0; i < NUMBERS; i++)
        out->has_number[i] = dictionary_number(use, description, number_keys[i], &out->numbers[i]);
    for (int i = 0; i < BOOLEANS; i++)
        out->has_boolean[i] = dictionary_boolean(use, description, boolean_keys[i], &out->booleans[i]);
}

/* 0 or an errno; the caller frees *out. */
static int read_sources(struct source **out, size_t *count)
{
    struct frameworks use;
    int error = open_frameworks(&use);
    if (error != 0)
        return error;
    cf_object info = use.power_info();
    if (info == NULL)
        return EIO;
    cf_object list = use.power_list(info);
    long items = list == NULL ? 0 : use.array_count(list);
    if (list == NULL || items < 0 || items > MOST)
        error = EIO;
    if (error == 0 && (*out = malloc(((size_t)items + 1) * sizeof **out)) == NULL)
        error = ENOMEM;
    for (long i = 0; error == 0 && i < items; i++) {
        cf_object description = use.power_description(info, use.array_item(list, i));
        if (description != NULL) /* it has gone since */
            describe(&use, description, &(*out)[(*count)++]);
    }
    if (list != NULL)
        use.release(list);
    use.release(info);
    return error;
}

static PyObject *boolean_or_none(bool known, bool value)
{
    if (!known)
        Py_RETURN_NONE;
    return PyBool_FromLong(value);
}

static PyObject *source_tuple(const struct source *source)
{
    PyObject *tuple = PyTuple_New(TEXTS + NUMBERS + BOOLEANS);
    Py_ssize_t place = 0;
    for (int i = 0; tuple != NULL && i < TEXTS; i++) {
        const char *text = source->has_text[i] ? source->texts[i] : NULL;
        if (put_new(tuple, &place, text_or_none(text, strnlen(source->texts[i], sizeof source->texts[i]))) <
            0)
            Py_CLEAR(tuple);
    }
    for (int i = 0; tuple != NULL && i < NUMBERS; i++) {
        if (put_new(tuple, &place, i64_or_none(source->has_number[i], source->numbers[i])) < 0)
            Py_CLEAR(tuple);
    }
    for (int i = 0; tuple != NULL && i < BOOLEANS; i++) {
        if (put_new(tuple, &place, boolean_or_none(source->has_boolean[i], source->booleans[i])) < 0)
            Py_CLEAR(tuple);
    }
    return tuple;
}

static PyObject *power_sources(PyObject *module, PyObject *none)
{
    (void)module, (void)none;
    struct source *found = NULL;
    size_t count = 0;
    int error;
    Py_BEGIN_ALLOW_THREADS
    error = read_sources(&found, &count);
    Py_END_ALLOW_THREADS
    PyObject *list = error == 0 ? PyList_New(0) : raise_errno(error, "IOPSCopyPowerSourcesInfo()");
    for (size_t i = 0; list != NULL && i < count; i++) {
        if (append_new(list, source_tuple(&found[i])) < 0)
            Py_CLEAR(list);
    }
    free(found);
    return list;
}

PyMethodDef power_methods[] = {
    {"power_sources", power_sources, METH_NOARGS,
     "power_sources()\n--\n\nPer source, None where it does not tell: name, type, state, current and largest "
     "capacity, minutes until empty, whether it is present, charging, charged."},
    {NULL, NULL, 0, NULL},
};
