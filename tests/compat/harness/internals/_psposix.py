"""What psutil's tests take from ``psutil._psposix`` for their own use."""

import os


def wait_pid(pid, timeout=None):
    """Reap a child."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
