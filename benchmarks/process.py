"""``python benchmarks/process.py``: single attributes of one process against psutil and the bare reads.

`nice`, `ionice` and `cpu_affinity` are one unchecked system call in psutil, a tenth of a microsecond; here the process
is looked at as well (0.65 µs of system calls), so that the answer is never another one's. `exe` and `cwd` are one
system call of 0.9 µs in both.
"""

import os
import subprocess

import psutil
import sysprobe
from side_by_side import Case, read_file, report

with open(__file__) as file:
    child = subprocess.Popen(["sleep", "1000"], stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.DEVNULL)
ours, theirs = sysprobe.Process(child.pid), psutil.Process(child.pid)
folder = f"/proc/{child.pid}"

FILES = {
    "stat": "ppid name status terminal cpu_times cpu_num num_threads",
    "statm": "memory_info",
    "status": "num_ctx_switches",
    "cmdline": "cmdline",
    "environ": "environ",
    "io": "io_counters",
    "smaps": "memory_maps",
}
LINKS = ("exe", "cwd")
OTHERS = (
    "uids",
    "gids",
    "username",
    "memory_percent",
    "cpu_percent",
    "num_fds",
    "open_files",
    "net_connections",
    "threads",
    "parent",
    "children",
    "is_running",
    "cpu_affinity",
    "nice",
    "ionice",
)

cases = [
    Case("Process()", lambda: sysprobe.Process(child.pid), lambda: psutil.Process(child.pid)),
    # What psutil answers from its own memory is asked of its inner object.
    Case("create_time", ours.create_time, theirs._proc.create_time),
    Case("memory_footprint", ours.memory_footprint, theirs.memory_full_info, read_file(f"{folder}/smaps_rollup")),
]
cases += [
    Case(name, getattr(ours, name), getattr(theirs, name), read_file(f"{folder}/{file}"))
    for file, names in FILES.items()
    for name in names.split()
]
cases += [
    Case(name, getattr(ours, name), getattr(theirs._proc, name), lambda name=name: os.readlink(f"{folder}/{name}"))
    for name in LINKS
]
cases += [Case(name, getattr(ours, name), getattr(theirs, name)) for name in OTHERS]
#: psutil's attributes of both, and all of ours (twice as many).
COMMON = [name for name in theirs.as_dict() if name in ours.attribute_names()]
cases += [
    Case("as_dict of psutil's names", lambda: ours.as_dict(COMMON), lambda: theirs.as_dict(COMMON)),
    Case("as_dict of all", ours.as_dict, theirs.as_dict),
]

if __name__ == "__main__":
    try:
        report(cases)
    finally:
        child.kill()
        child.wait()
