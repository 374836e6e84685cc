/* Calls whose answer may be of any size: asked again, with more room, until it fits. */
#ifndef SYSPROBE_QUERY_H
#define SYSPROBE_QUERY_H

#include "parse_span.h"

/* What a query filled: free(buffer) when done. */
struct answer {
    void *buffer;
    struct span span; /* as much of it as was filled */
};

/* NtQuerySystemInformation of this class. `guess`: bytes to begin with. 0 or an error, as in calls.h. */
uint32_t query_system(uint32_t kind, uint32_t guess, struct answer *out);

/* NtQueryInformationProcess of this class, likewise. */
uint32_t query_process(void *handle, uint32_t kind, uint32_t guess, struct answer *out);

/* NtQuerySystemInformationEx of this class, for one processor group. */
uint32_t query_group(uint32_t kind, uint16_t group, uint32_t guess, struct answer *out);

/* GetLogicalProcessorInformationEx. */
uint32_t query_relations(uint32_t relation, struct answer *out);

/* QueryWorkingSet. */
uint32_t query_working_set(void *handle, struct answer *out);

/* QueryServiceConfigW, QueryServiceConfig2W(SERVICE_CONFIG_DESCRIPTION). */
uint32_t query_service_config(void *service, struct answer *out);
uint32_t query_service_description(void *service, struct answer *out);

/* GetExtendedTcpTable or GetExtendedUdpTable. */
uint32_t query_sockets(uint32_t table, struct answer *out);

/* GetAdaptersAddresses. No adapter at all: an empty answer. */
uint32_t query_adapters(struct answer *out);

/* NtQuerySystemInformation(SystemProcessIdInformation): the path of a process' executable. */
uint32_t query_image_name(uint32_t pid, struct answer *out, struct text *name);

#endif
