/* State of the machine, faults, and what tests order through ctypes (every fake_* function). */
#include "fake.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/proc.h>

extern int *__errno_location(void);
int *__error(void)
{
    return __errno_location();
}

struct fake_machine fake;

struct counter {
    char call[48];
    int calls;
};
static struct counter counters[64];
static size_t counter_count;

struct fault {
    char call[48];
    int nth; /* 0: every time */
    int kind;
    int value;
};
static struct fault faults[16];
static size_t fault_count;

extern int fake_port_references;

void fake_reset(void)
{
    memset(&fake, 0, sizeof fake);
    memset(counters, 0, sizeof counters);
    counter_count = fault_count = 0;
    fake_port_references = 0;
}

struct fake_state *fake_state(void)
{
    return &fake.state;
}

void fake_order(const char *call, int nth, int kind, int value)
{
    struct fault *fault = &faults[fault_count++];
    strncpy(fault->call, call, sizeof fault->call - 1);
    fault->nth = nth;
    fault->kind = kind;
    fault->value = value;
}

static struct counter *counter_of(const char *call)
{
    for (size_t i = 0; i < counter_count; i++) {
        if (strcmp(counters[i].call, call) == 0)
            return &counters[i];
    }
    struct counter *counter = &counters[counter_count++];
    strncpy(counter->call, call, sizeof counter->call - 1);
    counter->calls = 0;
    return counter;
}

int fake_calls(const char *call)
{
    return counter_of(call)->calls;
}

struct fake_process *fake_find(int pid)
{
    for (size_t i = 0; i < fake.process_count; i++) {
        if (fake.processes[i].pid == pid)
            return &fake.processes[i];
    }
    return NULL;
}

int fake_permission(int pid, struct fake_process **process)
{
    *process = fake_find(pid);
    if (*process == NULL || (*process)->status == SZOMB)
        return ESRCH;
    if (fake.state.own_uid != 0 && (*process)->uid != (uint32_t)fake.state.own_uid)
        return EPERM;
    return 0;
}

struct fake_process *fake_start(int pid, int ppid, int uid, const char *name)
{
    struct fake_process *process = &fake.processes[fake.process_count++];
    memset(process, 0, sizeof *process);
    process->pid = pid;
    process->ppid = ppid;
    process->pgid = pid;
    process->tty = -1;
    process->uid = process->gid = (uint32_t)uid;
    process->status = SRUN;
    process->flags = P_LP64;
    process->seconds = 1700000000;
    process->microseconds = pid;
    process->unique = 100000u + (uint64_t)(uint32_t)pid;
    process->image = 1;
    strncpy(process->name, name, sizeof process->name);
    return process;
}

void fake_end(int pid)
{
    struct fake_process *process = fake_find(pid);
    if (process != NULL)
        *process = fake.processes[--fake.process_count];
}

static void change(int kind, int value)
{
    struct fake_process *process = fake_find(value);
    switch (kind) {
    case FAULT_VANISH:
        fake_end(value);
        break;
    case FAULT_ZOMBIE:
        process->status = SZOMB;
        break;
    case FAULT_LEAVING:
        process->flags |= P_WEXIT;
        break;
    case FAULT_EXECUTE:
        process->image++;
        break;
    case FAULT_REPLACE:
        process->unique += 1000;
        process->seconds += 60;
        break;
    case FAULT_GROW:
        for (int i = 0; i < value; i++)
            fake_start(5000 + (int)fake.process_count, 1, 501, "newcomer");
        break;
    default:
        break;
    }
}

/* Threads may call at once. */
static bool locked;

void fake_lock(void)
{
    while (__atomic_test_and_set(&locked, __ATOMIC_ACQUIRE))
        sched_yield();
}

void fake_unlock(void)
{
    __atomic_clear(&locked, __ATOMIC_RELEASE);
}

static enum fault_kind look_up(const char *call, int *value)
{
    int nth = ++counter_of(call)->calls;
    int any = ++counter_of("*")->calls;
    for (size_t i = 0; i < fault_count; i++) {
        const struct fault *fault = &faults[i];
        bool every = strcmp(fault->call, "*") == 0;
        if (!every && strcmp(fault->call, call) != 0)
            continue;
        if (fault->nth != 0 && fault->nth != (every ? any : nth))
            continue;
        *value = fault->value;
        change(fault->kind, fault->value);
        if (fault->kind <= FAULT_STUCK)
            return (enum fault_kind)fault->kind;
    }
    return FAULT_NONE;
}

enum fault_kind fake_enter(const char *call, int *value)
{
    fake_lock();
    enum fault_kind kind = look_up(call, value);
    fake_unlock();
    return kind;
}

/* The extension's own allocations: none may be left, and each may fail. */
extern void *__real_malloc(size_t size);
extern void *__real_realloc(void *block, size_t size);
extern void __real_free(void *block);
static int blocks, allocation, failing_allocation;

int fake_blocks(void)
{
    return blocks;
}

void fake_fail_allocation(int nth)
{
    allocation = 0;
    failing_allocation = nth;
}

static void count(int change)
{
    __atomic_add_fetch(&blocks, change, __ATOMIC_RELAXED);
}

static bool fails(void)
{
    return failing_allocation != 0 && ++allocation == failing_allocation;
}

void *__wrap_malloc(size_t size)
{
    void *block = fails() ? NULL : __real_malloc(size);
    count(block != NULL);
    return block;
}

void *__wrap_realloc(void *block, size_t size)
{
    void *moved = fails() ? NULL : __real_realloc(block, size);
    count(moved != NULL && block == NULL);
    return moved;
}

void __wrap_free(void *block)
{
    count(-(block != NULL));
    __real_free(block);
}

/* Python's allocations: call `callable(*arguments)` so that the nth of them fails. */
typedef struct {
    void *context;
    void *(*malloc)(void *, size_t);
    void *(*calloc)(void *, size_t, size_t);
    void *(*realloc)(void *, void *, size_t);
    void (*free)(void *, void *);
} allocator;
extern void PyMem_GetAllocator(int domain, allocator *out);
extern void PyMem_SetAllocator(int domain, allocator *in);
extern void *PyObject_Call(void *callable, void *arguments, void *keywords);

enum { OBJECTS = 2 };
static allocator original;
static long python_allocation, failing_python_allocation;

static bool python_fails(void)
{
    return ++python_allocation == failing_python_allocation;
}

static void *failing_malloc(void *context, size_t size)
{
    return python_fails() ? NULL : original.malloc(context, size);
}

static void *failing_calloc(void *context, size_t count, size_t size)
{
    return python_fails() ? NULL : original.calloc(context, count, size);
}

static void *failing_realloc(void *context, void *block, size_t size)
{
    return python_fails() ? NULL : original.realloc(context, block, size);
}

void *fake_call_failing(void *callable, void *arguments, long nth)
{
    PyMem_GetAllocator(OBJECTS, &original);
    allocator failing = {original.context, failing_malloc, failing_calloc, failing_realloc, original.free};
    python_allocation = 0;
    failing_python_allocation = nth;
    PyMem_SetAllocator(OBJECTS, &failing);
    void *result = PyObject_Call(callable, arguments, NULL);
    PyMem_SetAllocator(OBJECTS, &original);
    return result;
}

long fake_python_allocations(void)
{
    return python_allocation;
}
