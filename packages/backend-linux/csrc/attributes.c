#include "attributes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "native.h"
#include "objects.h"

enum { LIMIT = 4096 }; /* the kernel gives an attribute at most one page, and none of ours needs so much */

static int append(struct buffer *texts, const struct buffer *text)
{
    if (texts->capacity - texts->size < text->size) {
        size_t capacity = 2 * (texts->capacity + text->size); /* both are at most some thousand pages */
        char *data = realloc(texts->data, capacity);
        if (data == NULL)
            return ENOMEM;
        texts->data = data;
        texts->capacity = capacity;
    }
    if (text->size > 0)
        memcpy(texts->data + texts->size, text->data, text->size);
    texts->size += text->size;
    return 0;
}

/* Attributes are never links, and a link in a recorded machine could lead out of it. */
static int read_one(int folder, const char *name, struct buffer *text)
{
    int descriptor;
    do
        descriptor = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);
    while (descriptor < 0 && errno == EINTR);
    if (descriptor < 0)
        return errno;
    int error = read_all(descriptor, text, LIMIT);
    close(descriptor);
    return error;
}

int read_attributes(const char *folder, struct attribute *attributes, size_t count, struct buffer *texts)
{
    struct buffer text = {0};
    int error = 0;
    int directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        return errno;
    for (size_t i = 0; i < count && !error; i++) {
        struct attribute *each = &attributes[i];
        each->error = read_one(directory, each->name, &text);
        if (each->error)
            continue;
        each->offset = texts->size;
        each->size = text.size;
        error = append(texts, &text);
    }
    close(directory);
    buffer_free(&text);
    return error;
}

static int set_names(PyObject *names, struct attribute *attributes, Py_ssize_t count)
{
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *name = PyTuple_GetItem(names, i);
        if (name == NULL)
            return -1;
        attributes[i].name = PyUnicode_AsUTF8AndSize(name, NULL);
        if (attributes[i].name == NULL)
            return -1;
    }
    return 0;
}

static PyObject *make_texts(const struct attribute *attributes, Py_ssize_t count, const struct buffer *texts)
{
    Py_ssize_t at = 0;
    PyObject *answer = PyTuple_New(count);
    if (answer == NULL)
        return NULL;
    for (Py_ssize_t i = 0; i < count; i++) {
        const struct attribute *each = &attributes[i];
        PyObject *value = each->error ? Py_NewRef(Py_None)
                          : each->size
                              ? PyBytes_FromStringAndSize(texts->data + each->offset, (Py_ssize_t)each->size)
                              : PyBytes_FromStringAndSize(NULL, 0);
        if (put_new(answer, &at, value) < 0) {
            Py_DECREF(answer);
            return NULL;
        }
    }
    return answer;
}

/* The texts of these attributes as a tuple, or NULL with an exception set. */
static PyObject *read_folder(PyObject *folder, PyObject *names)
{
    PyObject *path, *answer = NULL;
    struct buffer texts = {0};
    if (!PyTuple_Check(names)) {
        PyErr_SetString(PyExc_TypeError, "names must be a tuple");
        return NULL;
    }
    if (!PyUnicode_FSConverter(folder, &path))
        return NULL;
    const char *text = PyBytes_AsString(path);
    Py_ssize_t count = PyTuple_Size(names);
    struct attribute *attributes = calloc(count > 0 ? (size_t)count : 1, sizeof *attributes);
    if (attributes == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    if (set_names(names, attributes, count) < 0)
        goto done;
    int error;
    Py_BEGIN_ALLOW_THREADS
    error = read_attributes(text, attributes, (size_t)count, &texts);
    Py_END_ALLOW_THREADS
    if (error)
        raise_errno(error, text);
    else
        answer = make_texts(attributes, count, &texts);
done:
    buffer_free(&texts);
    free(attributes);
    Py_DECREF(path);
    return answer;
}

static PyObject *attributes_of(PyObject *module, PyObject *args)
{
    PyObject *folder, *names;
    (void)module;
    if (!PyArg_ParseTuple(args, "OO", &folder, &names))
        return NULL;
    return read_folder(folder, names);
}

/* The folder whose attributes are being read: most items have that of the item before. */
struct place {
    PyObject *folder; /* NULL: none yet */
    int descriptor;   /* −1 if it cannot be opened */
};

static void leave(struct place *place)
{
    Py_CLEAR(place->folder);
    if (place->descriptor >= 0)
        (void)close(place->descriptor);
    place->descriptor = -1;
}

static int enter(struct place *place, PyObject *folder)
{
    PyObject *path;
    if (place->folder == folder)
        return 0;
    leave(place);
    if (!PyUnicode_FSConverter(folder, &path))
        return -1;
    const char *text = PyBytes_AsString(path);
    Py_BEGIN_ALLOW_THREADS
    place->descriptor = open(text, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    Py_END_ALLOW_THREADS
    Py_DECREF(path);
    place->folder = Py_NewRef(folder);
    return 0;
}

/* results[item] = the bytes of the attribute that item, a folder and a name, stands for; None if it cannot be
 * read. */
static int read_item(PyObject *item, PyObject *results, struct place *place)
{
    PyObject *folder, *text = NULL;
    const char *name;
    struct buffer buffer = {0};
    if (!PyTuple_Check(item)) {
        PyErr_SetString(PyExc_TypeError, "an item must be a tuple");
        return -1;
    }
    if (!PyArg_ParseTuple(item, "Us", &folder, &name) || enter(place, folder) < 0)
        return -1;
    int error = ENOENT;
    Py_BEGIN_ALLOW_THREADS
    if (place->descriptor >= 0)
        error = read_one(place->descriptor, name, &buffer);
    Py_END_ALLOW_THREADS
    text = error ? Py_NewRef(Py_None) : PyBytes_FromStringAndSize(buffer.data, (Py_ssize_t)buffer.size);
    buffer_free(&buffer);
    int status = text == NULL ? -1 : PyDict_SetItem(results, item, text);
    Py_XDECREF(text);
    return status;
}

static PyObject *read_queue(PyObject *module, PyObject *args)
{
    PyObject *queue, *results, *done, *item;
    struct place place = {NULL, -1};
    int status = 0;
    (void)module;
    if (!PyArg_ParseTuple(args, "OO!O", &queue, &PyDict_Type, &results, &done))
        return NULL;
    while (status == 0 && (item = PyObject_CallMethod(queue, "popleft", NULL)) != NULL) {
        status = read_item(item, results, &place);
        Py_DECREF(item);
    }
    leave(&place);
    if (status < 0 || !PyErr_ExceptionMatches(PyExc_IndexError))
        return NULL;
    PyErr_Clear();
    return PyObject_CallFunctionObjArgs(done, Py_None, NULL);
}

PyMethodDef attributes_methods[] = {
    {"read_attributes", METHOD(attributes_of), METH_VARARGS,
     "read_attributes(folder, names, /)\n--\n\nThe bytes of these files of a folder, None for each that "
     "cannot be "
     "read. OSError if the folder cannot be opened."},
    {"read_queue", METHOD(read_queue), METH_VARARGS,
     "read_queue(queue, results, done, /)\n--\n\nThe work of a thread: take (folder, name) from the left of "
     "a deque "
     "until it is empty,\nput the bytes of each file, or None, into the dict `results`, then call "
     "done(None)."},
    {NULL, NULL, 0, NULL},
};
