/* Opening pidfds. No Python.h. */
#ifndef SYSPROBE_PIDFD_H
#define SYSPROBE_PIDFD_H

/* A pidfd and, from Linux 6.9 on, the inode that no other process has in this run of the kernel; before that
   0, as all pidfds share one. 0 or an errno. */
int pidfd_open_inode(int pid, int *fd, unsigned long long *inode);

#endif
