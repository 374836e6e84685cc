/* What the files of the made-up Windows share. */
#ifndef MACHINE_H
#define MACHINE_H

#include "calls.h"

/* The call's name, its numbers, a buffer with its size in and out; returns the call's own answer. */
typedef uint32_t (*answerer)(const char *call, uint64_t first, uint64_t second, void *buffer, uint32_t *size);

extern answerer answer;

/* What was handed out and not given back. */
extern int64_t outstanding;

/* Texts are answered as bytes. */
uint32_t text(const char *call, uint64_t first, uint64_t second, uint16_t *name, uint32_t *size);

/* Those about one process, and those of the service manager. */
void add_process_calls(struct windows_calls *calls);

#endif
