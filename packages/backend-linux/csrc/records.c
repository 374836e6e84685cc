#include "records.h"

#include <string.h>

static int is_missing(PyObject *fallback)
{
    PyObject *module = PyImport_ImportModule("dataclasses");
    PyObject *missing = module == NULL ? NULL : PyObject_GetAttrString(module, "MISSING");
    Py_XDECREF(module);
    Py_XDECREF(missing); /* the module keeps it */
    return missing == NULL ? -1 : fallback == missing;
}

static int field_default(struct record_field *field, PyObject *type, PyObject *name)
{
    PyObject *known = PyObject_GetAttrString(type, "__dataclass_fields__");
    PyObject *described = known == NULL ? NULL : PyObject_GetItem(known, name);
    Py_XDECREF(known);
    field->fallback = described == NULL ? NULL : PyObject_GetAttrString(described, "default");
    Py_XDECREF(described);
    int missing = field->fallback == NULL ? -1 : is_missing(field->fallback);
    if (missing == 1)
        PyErr_Format(PyExc_TypeError, "field %R of %R has no default", name, type);
    return missing == 0 ? 0 : -1;
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
    field->value = value_of_name(name, names, count);
    return field->value < 0 ? field_default(field, made->type, name) : 0;
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
