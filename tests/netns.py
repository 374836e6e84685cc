"""Network namespaces that a test makes, so that no other program of the machine can disturb what it sees.

A namespace belongs to a thread: sockets, netlink and the programs started by that thread are in it, the rest of the
process is not.
"""

import ctypes
import errno
import functools
import json
import subprocess
import threading

from live import missing, needs, needs_root

CLONE_NEWNET = 0x40000000


def unshare_network():
    """Put the calling thread into a network namespace of its own."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET) != 0:
        number = ctypes.get_errno()
        if number in {errno.EPERM, errno.ENOSYS, errno.EINVAL}:
            missing("the right to make network namespaces")
        raise OSError(number, "unshare")


def isolated(test):
    """Run a test in a thread with a network namespace of its own, whose loopback interface is up."""

    @functools.wraps(test)
    def run(*args, **kwargs):
        outcome = []

        def body():
            try:
                unshare_network()
                ip("link set lo up")
                test(*args, **kwargs)
            except BaseException as error:  # pytest's own outcomes among them
                outcome.append(error)

        needs_root()
        needs("ip")
        thread = threading.Thread(target=body)
        thread.start()
        thread.join()
        if outcome:
            raise outcome[0]

    return run


def ip(*commands):
    """Run commands of `ip`, each one line."""
    run = subprocess.run(
        ["ip", "-batch", "-"], input="\n".join(commands), text=True, capture_output=True, check=False, timeout=60
    )
    assert run.returncode == 0, run.stderr


def ip_json(*arguments):
    """What `ip -j` answers."""
    run = subprocess.run(["ip", "-j", *arguments], text=True, capture_output=True, check=True, timeout=60)
    return json.loads(run.stdout or "[]")
