#include "parse_process_list.h"

#include <string.h>

enum { STATE_WAITING = 5, REASON_SUSPENDED = 5 };

static bool is_suspended(const unsigned char *thread)
{
    return get_u32(thread + THREAD_STANDS) == STATE_WAITING &&
           get_u32(thread + THREAD_WAIT_REASON) == REASON_SUSPENDED;
}

/* Sum up the threads that follow the process' record, at most those that fit before the next one. */
static void read_threads(const unsigned char *threads, size_t room, struct process_entry *out)
{
    size_t count = out->threads < room / THREAD_SIZE ? out->threads : room / THREAD_SIZE;
    out->thread_records = threads;
    out->thread_records_count = count;
    out->suspended = count > 0;
    for (size_t i = 0; i < count; i++) {
        const unsigned char *thread = threads + i * THREAD_SIZE;
        out->context_switches += get_u32(thread + THREAD_SWITCHES);
        if (!is_suspended(thread))
            out->suspended = false;
    }
}

struct thread_entry read_thread(const struct process_entry *process, size_t number)
{
    const unsigned char *thread = process->thread_records + number * THREAD_SIZE;
    return (struct thread_entry){
        .id = get_u32(thread + THREAD_ID),
        .user_time = get_u64(thread + THREAD_USER_TIME),
        .kernel_time = get_u64(thread + THREAD_KERNEL_TIME),
        .suspended = is_suspended(thread),
    };
}

int next_process(struct process_walk *walk, struct process_entry *out)
{
    if (walk->ended)
        return 0;
    if (walk->offset > walk->span.size || walk->span.size - walk->offset < PROCESS_SIZE)
        return -1;
    const unsigned char *at = walk->span.bytes + walk->offset;
    size_t room = walk->span.size - walk->offset;
    uint32_t next = get_u32(at + PROCESS_NEXT);
    /* It must lead on, or a walk would never end. */
    if (next != 0 && (next < PROCESS_SIZE || next > room))
        return -1;

    memset(out, 0, sizeof *out);
    if (span_unicode_string(&walk->span, at + PROCESS_NAME, &out->name) < 0)
        return -1;
    out->pid = get_u32(at + PROCESS_ID);
    out->parent = get_u32(at + PROCESS_PARENT);
    out->session = get_u32(at + PROCESS_SESSION);
    out->threads = get_u32(at + PROCESS_THREADS);
    out->handles = get_u32(at + PROCESS_HANDLES);
    out->base_priority = (int32_t)get_u32(at + PROCESS_BASE_PRIORITY);
    out->created = get_u64(at + PROCESS_CREATED);
    out->user_time = get_u64(at + PROCESS_USER_TIME);
    out->kernel_time = get_u64(at + PROCESS_KERNEL_TIME);
    out->cycles = get_u64(at + PROCESS_CYCLES);
    out->private_working_set = get_u64(at + PROCESS_PRIVATE_WORKING_SET);
    out->working_set = get_u64(at + PROCESS_WORKING_SET);
    out->peak_working_set = get_u64(at + PROCESS_PEAK_WORKING_SET);
    out->virtual_size = get_u64(at + PROCESS_VIRTUAL);
    out->peak_virtual_size = get_u64(at + PROCESS_PEAK_VIRTUAL);
    out->private_bytes = get_u64(at + PROCESS_PAGEFILE);
    out->peak_private_bytes = get_u64(at + PROCESS_PEAK_PAGEFILE);
    out->paged_pool = get_u64(at + PROCESS_PAGED_POOL);
    out->peak_paged_pool = get_u64(at + PROCESS_PEAK_PAGED_POOL);
    out->nonpaged_pool = get_u64(at + PROCESS_NONPAGED_POOL);
    out->peak_nonpaged_pool = get_u64(at + PROCESS_PEAK_NONPAGED_POOL);
    out->page_faults = get_u32(at + PROCESS_PAGE_FAULTS);
    out->hard_faults = get_u32(at + PROCESS_HARD_FAULTS);
    for (size_t i = 0; i < 6; i++)
        out->io[i] = get_u64(at + PROCESS_READS + 8 * i);
    read_threads(at + PROCESS_SIZE, (next != 0 ? next : room) - PROCESS_SIZE, out);

    walk->ended = next == 0;
    walk->offset += next;
    return 1;
}
