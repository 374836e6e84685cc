"""What Linux's C module reads of one process leaves nothing behind, above all when it fails halfway."""

import os
import sys

import pytest
from leaks.growth import leaks

if sys.platform != "linux":
    pytest.skip("the Linux backend", allow_module_level=True)

from sysprobe.types.process import MemoryArea, OpenFile, Thread
from sysprobe_linux import _native

SMAPS = b"7f00-8f00 rw-p 0 0:0 0 /a\\012b\nRss: 5 kB\n"
FAILS = (OSError, ValueError, TypeError, AttributeError, OverflowError)


class NoRecord:
    """A class whose fields are no slots."""

    __match_args__ = ("id",)
    id = None


def fails(function, *args):
    with pytest.raises(FAILS):
        function(*args)


def met(question):
    """Ask of a folder that is opened for it, and closed."""
    folder, _, _ = _native.process_meet(f"/proc/{os.getpid()}", os.getpid(), 2)
    return question(folder)


CALLS = {
    "nobody": lambda: fails(_native.process_meet, "/proc/0", 0, 2),
    "no folder": lambda: fails(_native.process_alive, 5),
    "a file": lambda: met(lambda folder: _native.process_read(folder, "stat")),
    "no file": lambda: met(lambda folder: fails(_native.process_read, folder, "nonsense")),
    "no name": lambda: met(lambda folder: fails(_native.process_path, folder, 5)),
    "a path": lambda: met(lambda folder: _native.process_path(folder, "exe")),
    "niceness": lambda: met(lambda folder: _native.process_nice(folder, os.getpid())),
    "processors": lambda: met(lambda folder: _native.process_affinity(folder, os.getpid())),
    "processors of nobody": lambda: fails(_native.process_affinity, None, 0x7FFFFFFF),
    "no pid": lambda: fails(_native.process_ioprio, None, -1),
    "files": lambda: met(lambda folder: _native.process_open_files(OpenFile)(folder, "fd")),
    "files that are no records": lambda: fails(_native.process_open_files, NoRecord),
    "threads": lambda: met(lambda folder: _native.process_threads(Thread)({}, None, 100, folder, "task")),
    "threads that are no records": lambda: fails(_native.process_threads, NoRecord),
    "states that are none": lambda: met(
        lambda folder: fails(_native.process_threads(Thread), [], None, 100, folder, "task")
    ),
    "areas": lambda: _native.parse_smaps(MemoryArea)(SMAPS),
    "areas that are no records": lambda: fails(_native.parse_smaps, NoRecord),
}


@pytest.mark.parametrize("name", CALLS)
def test_calls(name):
    assert leaks(CALLS[name]) == {}
