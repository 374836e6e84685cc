#include "records.h"

#include <stdlib.h>
#include <string.h>

static int is_missing(PyObject *fallback)
{
    PyObject *module = PyImport_ImportModule("dataclasses");
    PyObject *missing = module == NULL ? NULL : PyObject_GetAttrString(module, "MISSING");
    Py_XDECREF(module);
    Py_XDECREF(missing); /* the module keeps it */
    return missing == NULL ? -1 : fallback == missing;
}

/* 0 with the field's default, or with NULL if it has none; −1 with an exception set. */
static int field_default(struct record_field *field, PyObject *type, PyObject *name)
{
    PyObject *known = PyObject_GetAttrString(type, "__dataclass_fields__");
    PyObject *described = known == NULL ? NULL : PyObject_GetItem(known, name);
    Py_XDECREF(known);
    field->fallback = described == NULL ? NULL : PyObject_GetAttrString(described, "default");
    Py_XDECREF(described);
    int missing = field->fallback == NULL ? -1 : is_missing(field->fallback);
    if (missing == 1)
        Py_CLEAR(field->fallback);
    return missing < 0 ? -1 : 0;
}

static int value_of_name(PyObject *name, const char *const *names, int count)
{
    for (int i = 0; i < count; i++) {
        if (PyUnicode_CompareWithASCIIString(name, names[i]) == 0)
            return i;
    }
    return -1;
}

static int add_field(struct record_class *made, PyObject *name, const char *const *names, int count)
{
    struct record_field *field = &made->fields[made->count++];
    field->descriptor = PyObject_GetAttr(made->type, name);
    if (field->descriptor == NULL)
        return -1;
    field->set = (descrsetfunc)PyType_GetSlot(Py_TYPE(field->descriptor), Py_tp_descr_set);
    if (field->set == NULL) {
        PyErr_Format(PyExc_TypeError, "field %R of %R is no slot", name, made->type);
        return -1;
    }
    field->value = names == NULL ? made->count - 1 : value_of_name(name, names, count);
    if (names != NULL && field->value >= 0)
        return 0;
    if (field_default(field, made->type, name) < 0)
        return -1;
    if (names == NULL || field->fallback != NULL)
        return 0;
    PyErr_Format(PyExc_TypeError, "field %R of %R has no default", name, made->type);
    return -1;
}

int record_class_init(struct record_class *made, PyObject *type, const char *const *names, int count)
{
    memset(made, 0, sizeof *made);
    if (!PyType_Check(type)) {
        PyErr_Format(PyExc_TypeError, "%R is no class", type);
        return -1;
    }
    Py_INCREF(type);
    made->type = type;
    made->allocate = (allocfunc)PyType_GetSlot((PyTypeObject *)type, Py_tp_alloc);
    PyObject *fields = PyObject_GetAttrString(type, "__match_args__");
    if (fields == NULL)
        return -1;
    Py_ssize_t size = PyTuple_Size(fields);
    if (size > RECORD_FIELDS)
        PyErr_Format(PyExc_TypeError, "%R has too many fields", type);
    for (Py_ssize_t i = 0; i < size && !PyErr_Occurred(); i++)
        (void)add_field(made, PyTuple_GetItem(fields, i), names, count);
    Py_DECREF(fields);
    return PyErr_Occurred() ? -1 : 0;
}

void record_class_clear(struct record_class *made)
{
    for (int i = 0; i < made->count; i++) {
        Py_CLEAR(made->fields[i].descriptor);
        Py_CLEAR(made->fields[i].fallback);
    }
    made->count = 0;
    Py_CLEAR(made->type);
}

PyObject *record_new(const struct record_class *made, PyObject **values, int count)
{
    PyObject *record = NULL;
    for (int i = 0; i < count; i++) {
        if (values[i] == NULL)
            goto done;
    }
    record = made->allocate((PyTypeObject *)made->type, 0);
    if (record == NULL)
        goto done;
    for (int i = 0; i < made->count; i++) {
        const struct record_field *field = &made->fields[i];
        PyObject *value = field->value < 0 ? field->fallback : values[field->value];
        if (field->set(field->descriptor, record, value) < 0) {
            Py_CLEAR(record);
            goto done;
        }
    }
done:
    for (int i = 0; i < count; i++)
        Py_CLEAR(values[i]);
    return record;
}

static const char capsule_name[] = "sysprobe_linux.record_class";

static void destroy(PyObject *capsule)
{
    struct record_class *made = PyCapsule_GetPointer(capsule, capsule_name);
    if (made == NULL)
        return;
    record_class_clear(made);
    free(made);
}

PyObject *record_function(PyMethodDef *definition, PyObject *type, const char *const *names, int count)
{
    struct record_class *made = malloc(sizeof *made);
    if (made == NULL)
        return PyErr_NoMemory();
    PyObject *capsule = NULL, *function = NULL;
    if (record_class_init(made, type, names, count) == 0)
        capsule = PyCapsule_New(made, capsule_name, destroy);
    if (capsule == NULL) {
        record_class_clear(made);
        free(made);
        return NULL;
    }
    function = PyCFunction_NewEx(definition, capsule, NULL);
    Py_DECREF(capsule);
    return function;
}

const struct record_class *record_class_of(PyObject *self)
{
    return PyCapsule_GetPointer(self, capsule_name);
}

/* --- any record from values in the order of its fields */

static PyObject *make_record(PyObject *self, PyObject *const *values, Py_ssize_t count)
{
    const struct record_class *made = record_class_of(self);
    if (made == NULL)
        return NULL;
    if (count > made->count)
        return PyErr_Format(PyExc_TypeError, "%R has %d fields (%zd given)", made->type, made->count, count);
    PyObject *record = made->allocate((PyTypeObject *)made->type, 0);
    for (int i = 0; record != NULL && i < made->count; i++) {
        const struct record_field *field = &made->fields[i];
        PyObject *value = i < count ? values[i] : field->fallback;
        if (value == NULL)
            PyErr_Format(PyExc_TypeError, "a field of %R is missing", made->type);
        if (value == NULL || field->set(field->descriptor, record, value) < 0)
            Py_CLEAR(record);
    }
    return record;
}

static PyMethodDef maker = {"make_record", METHOD(make_record), METH_FASTCALL,
                            "A record of these values, in the order of its fields."};

static PyObject *record_maker(PyObject *module, PyObject *type)
{
    (void)module;
    return record_function(&maker, type, NULL, 0);
}

PyMethodDef records_methods[] = {
    {"record_maker", record_maker, METH_O,
     "record_maker(record, /)\n--\n\nA function that makes records of this class, several times as fast as "
     "the "
     "class."},
    {NULL, NULL, 0, NULL},
};
