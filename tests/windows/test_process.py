import os
import subprocess
import sys
import time

import psutil
import pytest
import sysprobe
from live import between, eventually
from sysprobe.plugin import Context
from sysprobe_windows.calls import Calls, epoch
from sysprobe_windows.processes import processes
from windows import wine


def rows():
    return {row.pid: row for row in processes(Calls(Context("windows")), "pids")}


@pytest.fixture
def child():
    """A process that waits for the end of its input."""
    with subprocess.Popen(
        [sys.executable, "-c", "import sys; print('here', flush=True); sys.stdin.read()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout.readline().strip() == b"here"
        yield process
        process.stdin.close()


def test_psutil_sees_the_same_processes():
    def compare():
        before, ours, after = psutil.pids(), sysprobe.pids(), psutil.pids()
        assert ours == sorted(ours)
        assert set(before) & set(after) <= set(ours) <= set(before) | set(after)

    eventually(compare)


def test_a_child_is_in_the_list_with_what_is_known_of_it(child):
    row = rows()[child.pid]
    assert row.name.lower() == os.path.basename(sys.executable).lower()
    assert row.ppid == os.getpid()
    assert row.num_threads >= 1
    assert row.num_handles > 0
    assert 1 << 20 < row.working_set <= row.peak_working_set
    assert row.virtual_size <= row.peak_virtual_size
    assert not row.suspended
    assert sysprobe.boot_time() - 1 < epoch(row.created) <= time.time() + 1


@pytest.mark.skipif(wine.running(), reason="Wine: see windows/wine.py")
def test_a_suspended_process_is_seen_to_be(child):
    other = psutil.Process(child.pid)
    other.suspend()
    try:
        assert rows()[child.pid].suspended
    finally:
        other.resume()
    eventually(lambda: is_not_suspended(child.pid))


def is_not_suspended(pid):
    assert not rows()[pid].suspended


def test_its_own_times_grow():
    before, theirs, after = rows()[os.getpid()], os.times(), rows()[os.getpid()]
    between(before.user_time / 1e7, theirs.user, after.user_time / 1e7, slack=0.1)
    between(before.kernel_time / 1e7, theirs.system, after.kernel_time / 1e7, slack=0.1)


def test_who_has_ended_does_not_exist_though_a_handle_is_open(child):
    assert sysprobe.pid_exists(child.pid)
    child.stdin.close()
    child.wait()
    assert not sysprobe.pid_exists(child.pid)


def test_numbers_beside_a_process_do_not_exist():
    """Windows takes 5 for 4 when a process is opened."""
    me = os.getpid()
    taken = set(sysprobe.pids())
    assert sysprobe.pid_exists(me)
    for number in {me + 1, me + 2, me + 3, 2**31 - 4, 2**32, -1} - taken:
        assert not sysprobe.pid_exists(number)
