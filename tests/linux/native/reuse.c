/* Preloaded into a test's child: once armed, the number of a process is given to another one in the very
 * moment before a certain file of it is opened. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int victim, current; /* current: the process whose files are opened */
static const char *moment;

void arm(int pid, const char *file)
{
    victim = pid;
    moment = file;
}

/* Whether it has happened. */
int fired(void)
{
    return moment == NULL;
}

/* Be told from others. */
int become(const char *name, int mask, int level, int uid)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NAME, name);
    umask((mode_t)mask);
    syscall(SYS_ioprio_set, 1, 0, 2 << 13 | level);
    return setuid((uid_t)uid);
}

static int descendant(void)
{
    int ready[2];
    char byte;
    if (pipe(ready) < 0)
        abort();
    int pid = fork();
    if (pid == 0) {
        if (become("second", 022, 2, 2000) < 0 || write(ready[1], "", 1) != 1)
            _exit(1);
        for (;;)
            pause();
    }
    close(ready[1]);
    if (read(ready[0], &byte, 1) != 1)
        abort();
    close(ready[0]);
    return pid;
}

static void replace(void)
{
    moment = NULL;
    kill(victim, SIGKILL);
    waitpid(victim, NULL, 0);
    for (int tries = 0; tries < 100; tries++) {
        FILE *last = fopen("/proc/sys/kernel/ns_last_pid", "w");
        if (last == NULL || fprintf(last, "%d", victim - 1) < 0 || fclose(last) != 0)
            abort();
        int found = descendant();
        if (found == victim)
            return;
        kill(found, SIGKILL);
        waitpid(found, NULL, 0);
    }
    abort(); /* the kernel does not hand this number out again */
}

int openat(int folder, const char *path, int flags, ...)
{
    int (*real)(int, const char *, int, ...);
    va_list rest;
    va_start(rest, flags);
    int mode = va_arg(rest, int);
    va_end(rest);
    *(void **)&real = dlsym(RTLD_NEXT, "openat");
    if (path[0] >= '0' && path[0] <= '9')
        current = atoi(path);
    if (moment != NULL && current == victim) {
        const char *name = strrchr(path, '/');
        if (strcmp(name == NULL ? path : name + 1, moment) == 0)
            replace();
    }
    return real(folder, path, flags, mode);
}
