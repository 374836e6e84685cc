"""Processes for tests: made-up ones in a folder, real ones that live until the test is over."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager

import sysprobe
from live import fork, missing, needs
from sysprobe.errors import CapabilityUnavailable, ProcessError

STATUS = """Name:\t{name}
Umask:\t0022
State:\t{state} (whatever)
Tgid:\t{pid}
Ngid:\t0
Pid:\t{pid}
PPid:\t{ppid}
TracerPid:\t0
Uid:\t{uid}\t{uid}\t{uid}\t{uid}
Gid:\t{uid}\t{uid}\t{uid}\t{uid}
FDSize:\t64
Groups:\t4 27
NStgid:\t{pid}\t7
VmPeak:\t    5000 kB
VmSize:\t    4000 kB
VmHWM:\t     900 kB
VmRSS:\t     800 kB
VmSwap:\t      16 kB
Threads:\t3
CapInh:\t0000000000000000
CapPrm:\t00000000000001ff
CapEff:\t00000000000000ff
CapBnd:\t00000000000003ff
NoNewPrivs:\t1
Seccomp:\t2
Cpus_allowed_list:\t0-1,3
voluntary_ctxt_switches:\t150
nonvoluntary_ctxt_switches:\t545
"""


def add(root, pid, name=b"prog", *, ppid=1, state="S", uid=1000, cmdline=b"prog\0-v\0", start=None, fields=52, **files):
    """A made-up process under `root`; a file that is given as None is left out."""
    folder = root / "proc" / str(pid)
    folder.mkdir(parents=True)
    start = pid * 100 if start is None else start
    numbers = [ppid, pid, pid, 0, -1, 4194304, 10, 20, 30, 40, 150, 250, 350, 450, 20, -5, 3, 0, start, 4096000, 200]
    numbers += [2**64 - 1, *[0] * 13, 1, 0, 0, 7, 0, 0, *[0] * 8]
    texts = {
        "stat": b"%d (%s) %s %s\n" % (pid, name, state.encode(), b" ".join(b"%d" % n for n in numbers[: fields - 3])),
        "statm": b"1000 200 100 10 0 300 0\n",
        "status": STATUS.format(name="x", pid=pid, ppid=ppid, uid=uid, state=state).encode(),
        "io": b"rchar: 1\nwchar: 2\nsyscr: 3\nsyscw: 4\nread_bytes: 5\nwrite_bytes: 6\ncancelled_write_bytes: 7\n",
        "cmdline": cmdline,
        "cgroup": b"0::/system.slice/cron.service\n",
    }
    texts.update(files)
    for file, text in texts.items():
        if text is not None:
            (folder / file).write_bytes(text)
    return folder


def machine(root):
    """The Host of a made-up machine that was started at 1,000,000,000."""
    (root / "proc").mkdir(exist_ok=True)
    (root / "etc").mkdir(exist_ok=True)
    (root / "proc/stat").write_bytes(b"cpu  1 2 3 4\nbtime 1000000000\n")
    (root / "proc/meminfo").write_bytes(b"MemTotal: 8000 kB\nMemFree: 4000 kB\n")
    (root / "etc/passwd").write_bytes(b"root:x:0:0::/root:/bin/sh\nwww:x:1000:1000::/:/bin/sh\n")
    return sysprobe.Host(root=root)


@contextmanager
def running(*command, stopped=False):
    """A child that runs until the end of the block; `stopped`: it stands still, and so do its numbers."""
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
    try:
        if stopped:
            os.kill(child.pid, signal.SIGSTOP)
            os.waitid(os.P_PID, child.pid, os.WSTOPPED | os.WNOWAIT)
        yield child
    finally:
        child.kill()
        child.communicate()


def python(code, *args, stopped=False):
    """`running` for an interpreter that has said "ready" by printing a line."""
    return _ready(running(sys.executable, "-c", code, *args), stopped=stopped)


@contextmanager
def _ready(started, *, stopped):
    with started as child:
        assert child.stdout.readline()
        if stopped:
            os.kill(child.pid, signal.SIGSTOP)
            os.waitid(os.P_PID, child.pid, os.WSTOPPED | os.WNOWAIT)
        yield child


def copy_program(tool, place):
    """A copy of a program under another name, which can be run."""
    shutil.copy(needs(tool), place)
    if os.statvfs(place).f_flag & os.ST_NOEXEC:
        missing("the right to run what lies in a temporary folder (it is mounted noexec)")


@contextmanager
def zombie():
    """The pid of a child that has ended and was not waited for."""
    pid = fork()
    if pid == 0:
        os._exit(3)
    try:
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        yield pid
    finally:
        os.waitpid(pid, 0)


def single(process, column):
    """The value of a column by the process' own method; None where it does not tell."""
    if column.name == "pid":
        return process.pid
    try:
        value = getattr(process, column.attribute)()
    except (ProcessError, CapabilityUnavailable):
        return None
    return value if value is None or column.field is None else getattr(value, column.field)


def row(host, pid, *columns):
    """One process as a dict; None if it is not listed."""
    rows = host.process_table(columns or None, [pid]).to_dicts()
    return rows[0] if rows else None
