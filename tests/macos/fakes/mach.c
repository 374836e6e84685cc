/* Mach: ports, the host's counters, the insides of submaps. */
#include "fake.h"

#include <string.h>
#include <mach/mach.h>

enum { TASK_SELF = 0x103, HOST = 0x207, TASK = 0x1000 };

mach_port_t mach_task_self_ = TASK_SELF;
int fake_port_references; /* given out and not yet given back */

static void count(int change)
{
    __atomic_add_fetch(&fake_port_references, change, __ATOMIC_RELAXED);
}

mach_port_t mach_host_self(void)
{
    count(1);
    return HOST;
}

kern_return_t mach_port_deallocate(ipc_space_t space, mach_port_name_t name)
{
    if (space != TASK_SELF || (name != HOST && name < TASK))
        return KERN_INVALID_NAME;
    count(-1);
    return KERN_SUCCESS;
}

kern_return_t host_page_size(host_t host, vm_size_t *size)
{
    int value = 0;
    if (fake_enter("host_page_size", &value) == FAULT_FAIL)
        return value;
    if (host != HOST)
        return KERN_INVALID_ARGUMENT;
    *size = fake.state.page_size;
    return KERN_SUCCESS;
}

kern_return_t host_statistics64(host_t host, host_flavor_t flavor, host_info64_t out,
                                mach_msg_type_number_t *count)
{
    int value = 0;
    enum fault_kind kind = fake_enter("host_statistics64", &value);
    if (kind == FAULT_FAIL)
        return value;
    if (host != HOST || flavor != HOST_VM_INFO64)
        return KERN_INVALID_ARGUMENT;
    if (*count < HOST_VM_INFO64_REV0_COUNT)
        return KERN_FAILURE;
    if (*count > fake.state.vm_count)
        *count = fake.state.vm_count;
    memcpy(out, fake.state.vm, *count * sizeof(integer_t));
    if (kind == FAULT_SHORT)
        *count = (mach_msg_type_number_t)value;
    return KERN_SUCCESS;
}

/* A list in memory of its own, as the kernel maps it. */
extern void *__real_malloc(size_t size);
extern void __real_free(void *block);
int fake_mappings; /* given out and not yet given back */

kern_return_t host_processor_info(host_t host, processor_flavor_t flavor, natural_t *processors,
                                  processor_info_array_t *out, mach_msg_type_number_t *count)
{
    int value = 0;
    enum fault_kind kind = fake_enter("host_processor_info", &value);
    if (kind == FAULT_FAIL)
        return value;
    if (host != HOST || flavor != PROCESSOR_CPU_LOAD_INFO)
        return KERN_INVALID_ARGUMENT;
    natural_t states = fake.state.processors * CPU_STATE_MAX;
    *out = __real_malloc(states * sizeof **out + 1);
    for (natural_t i = 0; i < states; i++)
        (*out)[i] = (int)(0x80000000u + i); /* past 2^31 */
    *processors = kind == FAULT_SHORT ? (natural_t)value : fake.state.processors;
    *count = states;
    __atomic_add_fetch(&fake_mappings, states != 0, __ATOMIC_RELAXED);
    return KERN_SUCCESS;
}

kern_return_t vm_deallocate(vm_map_t task, vm_address_t address, vm_size_t size)
{
    if (task != TASK_SELF || size != fake.state.processors * CPU_STATE_MAX * sizeof(int))
        return KERN_INVALID_ARGUMENT;
    __atomic_sub_fetch(&fake_mappings, 1, __ATOMIC_RELAXED);
    __real_free((void *)address);
    return KERN_SUCCESS;
}

kern_return_t task_for_pid(mach_port_name_t self, int pid, mach_port_name_t *task)
{
    int value = 0;
    *task = MACH_PORT_NULL;
    if (fake_enter("task_for_pid", &value) == FAULT_FAIL)
        return value;
    struct fake_process *process;
    if (self != TASK_SELF || fake.state.own_uid != 0 || fake_permission(pid, &process) != 0)
        return KERN_FAILURE; /* whatever the reason */
    count(1);
    *task = (mach_port_name_t)(TASK + pid);
    return KERN_SUCCESS;
}

kern_return_t mach_vm_region_recurse(vm_map_t task, mach_vm_address_t *address, mach_vm_size_t *size,
                                     natural_t *depth, vm_region_recurse_info_t out,
                                     mach_msg_type_number_t *count);

kern_return_t mach_vm_region_recurse(vm_map_t task, mach_vm_address_t *address, mach_vm_size_t *size,
                                     natural_t *depth, vm_region_recurse_info_t out,
                                     mach_msg_type_number_t *count)
{
    int value = 0;
    enum fault_kind kind = fake_enter("mach_vm_region_recurse", &value);
    if (kind == FAULT_FAIL)
        return value;
    int pid = task == TASK_SELF ? fake.state.own_pid : (int)task - TASK;
    struct fake_process *process;
    if (fake_permission(pid, &process) != 0 || *count < VM_REGION_SUBMAP_INFO_V0_COUNT_64)
        return KERN_INVALID_ARGUMENT;
    const struct fake_region *found = NULL;
    for (size_t i = 0; i < fake.region_count; i++) {
        const struct fake_region *region = &fake.regions[i];
        if (region->pid != pid || (region->submap != 0 && !region->inner && *depth > 0))
            continue;
        if (region->start + region->size > *address && (found == NULL || region->start < found->start))
            found = region;
    }
    if (kind == FAULT_STUCK)
        found = &fake.regions[value];
    if (found == NULL)
        return KERN_INVALID_ADDRESS;
    struct vm_region_submap_info_64 info;
    memset(&info, 0, sizeof info);
    info.protection = (vm_prot_t)found->protection;
    info.max_protection = (vm_prot_t)found->max_protection;
    info.offset = found->offset;
    info.user_tag = (unsigned)found->tag;
    info.pages_resident = (unsigned)found->resident;
    info.pages_swapped_out = (unsigned)found->swapped_out;
    info.pages_dirtied = (unsigned)found->dirtied;
    info.ref_count = (unsigned)found->references;
    info.share_mode = (unsigned char)found->share_mode;
    info.is_submap = (boolean_t)found->submap;
    *address = found->start;
    *size = found->size;
    *depth = (natural_t)found->depth;
    if (*count > VM_REGION_SUBMAP_INFO_V1_COUNT_64)
        *count = VM_REGION_SUBMAP_INFO_V1_COUNT_64; /* an older system */
    memcpy(out, &info, *count * sizeof(natural_t));
    if (kind == FAULT_SHORT)
        *count = (mach_msg_type_number_t)value;
    return KERN_SUCCESS;
}

/* The region with the numbers in the order of struct fake_region, one more of this process. */
void fake_map(int pid, int inner, const uint64_t *numbers, const char *path)
{
    struct fake_region *region = &fake.regions[fake.region_count++];
    memset(region, 0, sizeof *region);
    region->pid = pid;
    region->inner = inner != 0;
    memcpy(&region->start, numbers, 15 * sizeof *numbers);
    memcpy(region->path, path, strlen(path)); /* 1024 bytes fill it, without an end */
}
