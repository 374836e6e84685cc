/* What NtQuerySystemInformation, GetLogicalProcessorInformationEx and CallNtPowerInformation tell of CPUs. */
#ifndef SYSPROBE_PARSE_CPU_H
#define SYSPROBE_PARSE_CPU_H

#include "parse_span.h"

/* Offsets; layouts_windows.c compares those that the SDK publishes. */
enum {
    CPU_TIMES_SIZE = 48,   /* SYSTEM_PROCESSOR_PERFORMANCE_INFORMATION */
    EVENTS_SWITCHES = 296, /* in SYSTEM_PERFORMANCE_INFORMATION */
    EVENTS_SYSCALLS = 308,
    EVENTS_SIZE = 312,
    POWER_SIZE = 24, /* PROCESSOR_POWER_INFORMATION */
    RELATION_HEAD = 8,
    RELATION_GROUP_COUNT = 30, /* in PROCESSOR_RELATIONSHIP and NUMA_NODE_RELATIONSHIP */
    RELATION_GROUPS = 32,
    CACHE_LEVEL = 8, /* in CACHE_RELATIONSHIP */
    CACHE_WAYS = 9,
    CACHE_LINE = 10,
    CACHE_BYTES = 12,
    CACHE_TYPE = 16,
    CACHE_GROUP_COUNT = 38,
    CACHE_GROUPS = 40,
    GROUP_SIZE = 16, /* GROUP_AFFINITY */
};

/* LOGICAL_PROCESSOR_RELATIONSHIP; dies and modules are told since Windows Server 2022 and Windows 11. */
enum {
    RELATES_CORE = 0,
    RELATES_NODE = 1,
    RELATES_CACHE = 2,
    RELATES_PACKAGE = 3,
    RELATES_DIE = 5,
    RELATES_NODE_WHOLE = 6,
    RELATES_MODULE = 7,
};

/* Times in 100 ns. The kernel's contains all others but the user's. */
struct cpu_times {
    uint64_t idle;
    uint64_t kernel;
    uint64_t user;
    uint64_t dpc;
    uint64_t interrupt;
    uint32_t interrupts;
};

struct cpu_power {
    uint32_t number;
    uint32_t maximum; /* MHz */
    uint32_t current;
    uint32_t limit;
};

/* One of as many as fit: their sizes are above. */
struct cpu_times read_cpu_times(const unsigned char *bytes, size_t number);
struct cpu_power read_cpu_power(const unsigned char *bytes, size_t number);

/* One SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX: CPUs that have something in common. */
struct relation {
    uint32_t kind;   /* RELATES_* */
    uint32_t number; /* of a NUMA node */
    uint8_t level;   /* of a cache, from here on */
    uint8_t ways;    /* 255: fully associative */
    uint16_t line;
    uint32_t size;
    uint32_t type; /* PROCESSOR_CACHE_TYPE */
    const unsigned char *groups;
    size_t group_count;
};

/* A group's number and a bit for each of its CPUs that belongs to the relation. */
struct relation_group {
    uint16_t group;
    uint64_t mask;
};

/* Where a walk stands; start with offset 0. */
struct relation_walk {
    struct span span;
    size_t offset;
};

/* The next one: 1, or 0 at the end, or -1 if the buffer makes no sense. Kinds unknown here have no groups. */
int next_relation(struct relation_walk *walk, struct relation *out);

/* One of its groups. */
struct relation_group read_group(const struct relation *relation, size_t number);

#endif
