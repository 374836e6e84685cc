#include "parse_cpu.h"

#include <stdbool.h>

struct cpu_times read_cpu_times(const unsigned char *bytes, size_t number)
{
    const unsigned char *at = bytes + number * CPU_TIMES_SIZE;
    return (struct cpu_times){
        .idle = get_u64(at),
        .kernel = get_u64(at + 8),
        .user = get_u64(at + 16),
        .dpc = get_u64(at + 24),
        .interrupt = get_u64(at + 32),
        .interrupts = get_u32(at + 40),
    };
}

struct cpu_power read_cpu_power(const unsigned char *bytes, size_t number)
{
    const unsigned char *at = bytes + number * POWER_SIZE;
    return (struct cpu_power){get_u32(at), get_u32(at + 4), get_u32(at + 8), get_u32(at + 12)};
}

/* Where the groups of a kind of relation lie; false: it has none that are known here. */
static bool find_groups(const unsigned char *at, size_t size, struct relation *out)
{
    size_t count = RELATION_GROUP_COUNT, groups = RELATION_GROUPS;
    switch (out->kind) {
    case RELATES_CACHE:
        count = CACHE_GROUP_COUNT;
        groups = CACHE_GROUPS;
        break;
    case RELATES_CORE:
    case RELATES_NODE:
    case RELATES_NODE_WHOLE:
    case RELATES_PACKAGE:
    case RELATES_DIE:
    case RELATES_MODULE:
        break;
    default:
        return true;
    }
    if (size < groups)
        return false;
    /* Before Windows Server 2022 nodes and caches had one group and no count. */
    out->group_count = get_u16(at + count);
    if (out->group_count == 0)
        out->group_count = 1;
    out->groups = at + groups;
    return out->group_count <= (size - groups) / GROUP_SIZE;
}

int next_relation(struct relation_walk *walk, struct relation *out)
{
    if (walk->offset == walk->span.size)
        return 0;
    size_t room = walk->span.size - walk->offset;
    if (room < RELATION_HEAD)
        return -1;
    const unsigned char *at = walk->span.bytes + walk->offset;
    uint32_t size = get_u32(at + 4);
    if (size < RELATION_HEAD || size > room)
        return -1;
    *out = (struct relation){.kind = get_u32(at)};
    if (!find_groups(at, size, out))
        return -1;
    if (out->kind == RELATES_NODE || out->kind == RELATES_NODE_WHOLE)
        out->number = get_u32(at + RELATION_HEAD);
    if (out->kind == RELATES_CACHE) {
        out->level = at[CACHE_LEVEL];
        out->ways = at[CACHE_WAYS];
        out->line = get_u16(at + CACHE_LINE);
        out->size = get_u32(at + CACHE_BYTES);
        out->type = get_u32(at + CACHE_TYPE);
    }
    walk->offset += size;
    return 1;
}

struct relation_group read_group(const struct relation *relation, size_t number)
{
    const unsigned char *at = relation->groups + number * GROUP_SIZE;
    return (struct relation_group){.group = get_u16(at + 8), .mask = get_u64(at)};
}
