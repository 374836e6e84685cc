/* Memory and page files. */
#include "calls.h"
#include "objects.h"
#include "parse_page_files.h"
#include "query.h"

#include <stdlib.h>

/* PERFORMANCE_INFORMATION; layouts_windows.c compares it with the SDK's. */
struct performance {
    uint32_t size;
    uint64_t commit_total;
    uint64_t commit_limit;
    uint64_t commit_peak;
    uint64_t physical_total;
    uint64_t physical_available;
    uint64_t system_cache;
    uint64_t kernel_total;
    uint64_t kernel_paged;
    uint64_t kernel_nonpaged;
    uint64_t page_size;
    uint32_t handles;
    uint32_t processes;
    uint32_t threads;
};

static PyObject *performance(PyObject *module, PyObject *arguments)
{
    (void)module;
    (void)arguments;
    struct performance p = {.size = sizeof p};
    uint32_t error;
    Py_BEGIN_ALLOW_THREADS
    error = windows()->performance(&p, sizeof p);
    Py_END_ALLOW_THREADS
    if (error != 0)
        return raise_windows(error, "GetPerformanceInfo");
    return Py_BuildValue("(KKKKKKKKKK)", p.page_size, p.physical_total, p.physical_available, p.commit_total,
                         p.commit_limit, p.commit_peak, p.system_cache, p.kernel_total, p.kernel_paged,
                         p.kernel_nonpaged);
}

#define PAGE_FILES "NtQuerySystemInformation(SystemPageFileInformation)"

static PyObject *page_files(PyObject *module, PyObject *arguments)
{
    (void)module;
    (void)arguments;
    struct answer answer;
    uint32_t error;
    Py_BEGIN_ALLOW_THREADS
    error = query_system(SYSTEM_PAGE_FILES, 4096, &answer);
    Py_END_ALLOW_THREADS
    if (error != 0)
        return raise_windows(error, PAGE_FILES);

    PyObject *list = PyList_New(0);
    struct page_file_walk walk = {.span = answer.span};
    struct page_file file;
    int found = 0;
    while (list != NULL && (found = next_page_file(&walk, &file)) == 1) {
        if (append_new(
                list, Py_BuildValue("(NIII)", text_or_none(file.name), file.total, file.used, file.peak)) < 0)
            Py_CLEAR(list);
    }
    if (found < 0) {
        Py_CLEAR(list);
        raise_malformed(PAGE_FILES);
    }
    free(answer.buffer);
    return list;
}

static PyObject *heap(PyObject *module, PyObject *arguments)
{
    (void)module;
    (void)arguments;
    uint64_t used = 0;
    uint32_t count = 0, error;
    Py_BEGIN_ALLOW_THREADS
    error = windows()->heap(&used, &count);
    Py_END_ALLOW_THREADS
    return error != 0 ? raise_windows(error, "HeapWalk") : Py_BuildValue("(KI)", used, count);
}

static PyObject *compact(PyObject *module, PyObject *arguments)
{
    (void)module;
    (void)arguments;
    uint64_t committed[2] = {0};
    uint32_t error;
    Py_BEGIN_ALLOW_THREADS
    error = windows()->compact(committed);
    Py_END_ALLOW_THREADS
    return error != 0 ? raise_windows(error, "HeapCompact") : PyBool_FromLong(committed[1] < committed[0]);
}

PyMethodDef memory_methods[] = {
    {"heap", heap, METH_NOARGS,
     "heap()\n--\n\n(Bytes in use of the heap of the C runtime, number of heaps) of this process."},
    {"compact", compact, METH_NOARGS,
     "compact()\n--\n\nGive back what that heap does not need; whether less is committed now."},
    {"performance", performance, METH_NOARGS,
     "performance()\n--\n\n"
     "What GetPerformanceInfo tells: (bytes per page; in pages: physical memory, available, committed,\n"
     "commit limit, commit peak, system cache, kernel, its paged and its nonpaged pool)."},
    {"page_files", page_files, METH_NOARGS,
     "page_files()\n--\n\n"
     "The page files as (name, size, used, most ever used), in pages."},
    {NULL, NULL, 0, NULL},
};
