"""Whose process a handle is, where its pid alone would not tell: each of the marks by itself."""

import os

import pytest
import sysprobe
from live import as_user, fork
from namespaces import inside
from processes import running


def test_the_inode_of_a_pidfd_tells_processes_of_one_start_apart():
    """Two processes that began within one tick have the same start; before Linux 6.9 pidfds have no such inode."""
    with running("sleep", "1000") as child:
        process = sysprobe.Process(child.pid)
        handle = process._handle
        if not handle._inode:
            pytest.skip("this kernel's pidfds have no inodes of their own")
        handle.let_go()
        handle._inode += 1
        with pytest.raises(sysprobe.NoSuchProcess, match="belongs to another"):
            process.ppid()
        assert not process.is_running()


@pytest.mark.parametrize("pinned", [True, False])
def test_nothing_is_done_to_whoever_is_gone(monkeypatch, pinned):
    """The calls that take a pid are not even made once the process has been reaped."""
    made = []
    monkeypatch.setattr(os, "setpriority", lambda *arguments: made.append(arguments))
    with running("sleep", "1000") as child:
        process = sysprobe.Process(child.pid)
        if pinned:
            process.__enter__()
        process.nice(3)
        assert made == [(os.PRIO_PROCESS, child.pid, 3)]
        child.kill()
        child.wait()
        with pytest.raises(sysprobe.NoSuchProcess):
            process.nice(4)
        assert len(made) == 1
        process._handle.close()


def test_a_child_in_another_pid_namespace_acts_on_nobody():
    """It inherits the Host, and with it what its parent knew: that its numbers are those of /proc."""
    code = """
host = sysprobe.Host()
def ask():
    return outcome(lambda: host.process(os.getpid()).send_signal(0))
read, write = os.pipe()
if os.fork() == 0:
    before = ask()
    assert ctypes.CDLL(None).unshare(0x20000000) == 0  # CLONE_NEWPID: of children, not of this process
    if os.fork() == 0:
        os.write(write, json.dumps([before, os.getpid(), ask()]).encode())
        os._exit(0)
    os.wait()
    os._exit(0)
os.wait()
print(os.read(read, 1000).decode())
"""
    assert inside(code) == [None, 1, "CapabilityUnavailable"]


def environ_of_a_zombie():
    pid = fork()
    if pid == 0:
        os._exit(0)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    return sysprobe.Process(pid).environ()


def test_a_zombies_environment_is_gone_for_everybody():
    """The file belongs to root by then, but what it told is gone, not forbidden."""
    sysprobe.Process().environ()  # imports what a user might not be allowed to
    with pytest.raises(sysprobe.ZombieProcess):
        environ_of_a_zombie()
    with pytest.raises(sysprobe.ZombieProcess):
        as_user(65534, environ_of_a_zombie)
