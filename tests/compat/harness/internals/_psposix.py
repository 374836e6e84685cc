"""What psutil's tests take from ``psutil._psposix`` for their own use."""

import os
import time

import psutil


def wait_pid(pid, timeout=None):
    """Reap a child, or wait until somebody else has reaped it."""
    end = time.monotonic() + (1e9 if timeout is None else timeout)
    while time.monotonic() < end:
        try:
            ended, status = os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            if not psutil.pid_exists(pid):
                return None
        else:
            if ended:
                return os.waitstatus_to_exitcode(status)
        time.sleep(0.001)
    raise psutil.TimeoutExpired(timeout, pid)
