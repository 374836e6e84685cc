/* Many records at once. A record of core is a frozen class with slots: Python pays a microsecond for each,
 * its arguments and its __init__. Here the descriptors of the slots are looked up once and each field costs
 * one call. Works with older and newer cores: fields are matched by name. */
#ifndef SYSPROBE_RECORDS_H
#define SYSPROBE_RECORDS_H

#include "native.h"

enum { RECORD_FIELDS = 48 };

struct record_field {
    PyObject *descriptor; /* of the slot */
    descrsetfunc set;
    PyObject *fallback; /* the field's default, looked up only where it may be wanted; NULL without one */
    int value;          /* which of the caller's values; −1: the default */
};

struct record_class {
    PyObject *type;
    allocfunc allocate;
    int count;
    struct record_field fields[RECORD_FIELDS];
};

/* Prepare to make records of this class. names: what the values handed to record_new() are, in their order.
 * A value whose field the class does not have is dropped; a field that is not named gets its default. No
 * names: the values are those of the fields, in their order. 0, or −1 with an exception set. Clear it in both
 * cases. */
int record_class_init(struct record_class *made, PyObject *type, const char *const *names, int count);
void record_class_clear(struct record_class *made);

/* A record, or NULL with an exception set. Takes the references in values, also when it fails. A NULL among
 * them says that its maker failed (with an exception set). */
PyObject *record_new(const struct record_class *made, PyObject **values, int count);

/* A function of Python with this definition, whose self has the class: what there is to look up about it is
 * looked up here, once. NULL with an exception set. `names` must be static. */
PyObject *record_function(PyMethodDef *definition, PyObject *type, const char *const *names, int count);
/* The class that a function made by record_function() finds in its self; NULL with an exception set. */
const struct record_class *record_class_of(PyObject *self);

#endif
