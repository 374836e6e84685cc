"""Python code in namespaces of its own: process ids, mounts and /proc that no other test can see or change."""

import json
import subprocess
import sys

from live import missing, needs, needs_root

#: What the code may use besides what it imports itself.
PRELUDE = """
import ctypes, errno, json, os, signal, subprocess, sys, time
import sysprobe

def spawn(work, *args):
    '''Fork a child that does `work`; returns once the child says so by calling its first argument.'''
    ready, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: it must not keep its parent's pipes open
            os.close(ready)
            work(lambda: os.write(tell, b'x'), *args)
            code = 0
        finally:
            os._exit(code)
    os.close(tell)
    os.read(ready, 1)
    os.close(ready)
    return pid

def idle(ready):
    ready()
    while True:
        signal.pause()

def as_user(uid, function):
    '''JSON of what the function returns, in a forked child without rights.'''
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.setgroups([]); os.setgid(uid); os.setuid(uid)
        ctypes.CDLL(None).prctl(4, 1)  # PR_SET_DUMPABLE: to itself it is an ordinary process again
        try:
            text = json.dumps(function())
        except BaseException as error:
            text = json.dumps({'raised': f'{type(error).__name__}: {error}'})
        with os.fdopen(write, 'w') as pipe:
            pipe.write(text)
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        text = pipe.read()
    os.waitpid(pid, 0)
    return json.loads(text)

def outcome(function, *args):
    '''What a call comes to: its value, or the name of the error.'''
    try:
        return function(*args)
    except sysprobe.SysprobeError as error:
        return type(error).__name__
"""

#: To be put behind MODE = …: this kernel as if it were an older one.
OLDER_KERNELS = """
from sysprobe_linux import _native

if MODE == "no pidfds":
    def refuse(*_): raise OSError(errno.ENOSYS, "no pidfds")
    meet = _native.process_meet
    _native.pidfd_open = _native.pidfd_inode = _native.pidfd_owner = refuse
    _native.process_meet = lambda path, pid, kind: meet(path, 0, kind)
if MODE == "old pidfds":  # 5.3 to 6.8: all of them have one inode
    meet, open_pidfd = _native.process_meet, _native.pidfd_open
    _native.pidfd_inode = lambda pid: os.close(open_pidfd(pid)[0]) or 0
    _native.pidfd_open = lambda pid: (open_pidfd(pid)[0], 0)
    _native.process_meet = lambda *args: (lambda found: (found[0], 0, found[2]))(meet(*args))
"""


def unshare(*options):
    """What to put before a command so that it runs in namespaces of its own (root only)."""
    needs_root()
    command = [needs("unshare"), *options, "--"]
    if subprocess.run([*command, "true"], capture_output=True).returncode:
        missing("the right to make namespaces")
    return command


def inside(code, proc_options=""):
    """What the code prints as JSON, run as root in new pid and mount namespaces with a /proc of these options."""
    command = [*unshare("--pid", "--fork", "--kill-child", "--mount"), sys.executable, "-c"]
    options = ",".join(filter(None, ("nosuid", proc_options)))
    mount = f"""
import subprocess
subprocess.run(["mount", "-t", "proc", "-o", {options!r}, "proc", "/proc"], check=True)
"""
    run = subprocess.run([*command, mount + PRELUDE + code], capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)
