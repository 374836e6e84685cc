/* The floor of the process table, and processes to put into it: `process_table COUNT` makes so many that
   sleep until its standard input is closed; as a library, floor() reads the given files of every process and
   does nothing with them. */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* `files` is a list of names, each ended by NUL, the list by an empty one; "pidfd" is no file but
 * PIDFD_GET_INFO. */
long floor_of(const char *files)
{
    char path[64], buffer[8192];
    long count = 0;
    DIR *proc = opendir("/proc");
    struct dirent *entry;
    while (proc && (entry = readdir(proc))) {
        if (entry->d_name[0] < '1' || entry->d_name[0] > '9')
            continue;
        for (const char *file = files; *file; file += strlen(file) + 1) {
            int fd;
            if (strcmp(file, "pidfd") == 0) {
                uint64_t information[8] = {2};
                fd = (int)syscall(434 /* pidfd_open */, atoi(entry->d_name), 0);
                count += ioctl(fd, _IOWR(0xFF, 11, uint64_t[8]), information) == 0;
            } else {
                snprintf(path, sizeof path, "/proc/%s/%s", entry->d_name, file);
                fd = open(path, O_RDONLY | O_CLOEXEC);
                count += fd >= 0 && read(fd, buffer, sizeof buffer) > 0;
            }
            if (fd >= 0)
                close(fd);
        }
    }
    if (proc)
        closedir(proc);
    return count;
}

int main(int argc, char **argv)
{
    int count = argc > 1 ? atoi(argv[1]) : 0;
    for (int i = 0; i < count; i++) {
        pid_t child = fork();
        if (child < 0) {
            perror("fork");
            return 1;
        }
        if (child == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            close(0);
            close(1);
            for (;;)
                pause();
        }
    }
    puts("ready");
    fflush(stdout);
    (void)!getchar();
    signal(SIGCHLD, SIG_IGN); /* our end is theirs */
    return 0;
}
