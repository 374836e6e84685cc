/* What NtQuerySystemInformation, GetLogicalProcessorInformationEx and CallNtPowerInformation tell of CPUs. */
#ifndef SYSPROBE_PARSE_CPU_H
#define SYSPROBE_PARSE_CPU_H

#include <stddef.h>
#include <stdint.h>

/* Offsets; layouts_windows.c compares those that the SDK publishes. */
enum {
    CPU_TIMES_SIZE = 48,   /* SYSTEM_PROCESSOR_PERFORMANCE_INFORMATION */
    EVENTS_SWITCHES = 296, /* in SYSTEM_PERFORMANCE_INFORMATION */
    EVENTS_SYSCALLS = 308,
    EVENTS_SIZE = 312,
    POWER_SIZE = 24, /* PROCESSOR_POWER_INFORMATION */
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

/* How many records a list of SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX has; -1 if it makes no sense. */
long count_relations(const unsigned char *bytes, size_t size);

#endif
