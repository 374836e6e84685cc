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


def test_psutil_agrees_about_a_child(child):
    ours, theirs = sysprobe.Process(child.pid), psutil.Process(child.pid)
    assert ours.name() == theirs.name()
    assert ours.exe() == theirs.exe()
    assert ours.cmdline() == theirs.cmdline()
    assert ours.environ() == theirs.environ()
    assert ours.cwd() == theirs.cwd()
    assert ours.username() == theirs.username()
    assert ours.ppid() == theirs.ppid()
    assert ours.create_time() == pytest.approx(theirs.create_time(), abs=0.001)
    assert ours.cpu_affinity() == theirs.cpu_affinity()
    assert ours.nice() == theirs.nice()

    def compare():
        assert ours.num_threads() == theirs.num_threads()
        assert [thread.id for thread in ours.threads()] == [thread.id for thread in theirs.threads()]

    eventually(compare)


def test_psutil_agrees_about_memory(child):
    def compare():
        theirs = psutil.Process(child.pid)
        before, ours, after = theirs.memory_info(), sysprobe.Process(child.pid).memory_info(), theirs.memory_info()
        between(before.rss, ours.rss, after.rss)
        between(before.peak_wset, ours.peak_rss, after.peak_wset)
        between(before.pagefile, ours.vms, after.pagefile)

    eventually(compare)


def test_arguments_come_back_as_they_were_given():
    given = ["a b", 'quote " mark', "ends with \\", "", "\\\\server\\share", "Größe 大"]
    code = "import sys; print('here', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, *given], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline().strip() == b"here"
        assert sysprobe.Process(process.pid).cmdline()[1:] == ["-c", code, *given]
        process.stdin.close()


def test_a_process_can_be_changed_stopped_and_ended(child):
    process = sysprobe.Process(child.pid)
    process.nice(sysprobe.ProcessPriority.BELOW_NORMAL)
    assert process.nice() is sysprobe.ProcessPriority.BELOW_NORMAL
    first = process.cpu_affinity()[:1]
    process.cpu_affinity(first)
    assert process.cpu_affinity() == first
    assert len(process.cpu_affinity([])) == os.cpu_count()
    with pytest.raises(ValueError, match="no such processor"):
        process.cpu_affinity([63])
    process.suspend()
    process.resume()
    process.terminate()
    assert process.wait(600) == child.wait() == 15
    assert not process.is_running()
    for ask in (process.name, process.exe, process.terminate, process.suspend):
        with pytest.raises(sysprobe.NoSuchProcess):
            ask()


def test_the_exit_code_of_who_ends_by_itself_is_told():
    with subprocess.Popen(
        [sys.executable, "-c", "import sys; sys.stdin.read(); sys.exit(3)"], stdin=subprocess.PIPE
    ) as it:
        process = sysprobe.Process(it.pid)
        with pytest.raises(sysprobe.TimeoutExpired):
            process.wait(0)
        it.stdin.close()
        assert process.wait(600) == 3


def test_the_table_is_what_the_processes_say(child):
    columns = ["pid", "ppid", "name", "exe", "cmdline", "create_time", "identity", "num_threads", "username"]
    (row,) = sysprobe.process_table(columns, [child.pid]).to_dicts()
    process = sysprobe.Process(child.pid)
    for name in columns[1:]:
        assert row[name] == getattr(process, name)(), name
    assert {os.getpid(), child.pid} <= set(sysprobe.process_table(["pid"])["pid"])
    assert child.pid in {process.pid for process in sysprobe.Process().children()}


def test_a_process_is_held_only_while_it_must_be(child):
    """Handles of ours are handles of this process: their number goes back."""
    process = sysprobe.Process(child.pid)

    def use():
        process.exe()
        process.cmdline()
        sysprobe.process_table(["exe", "username", "cmdline"])
        sysprobe.pid_exists(child.pid)

    use()
    before = handles()
    for _ in range(50):
        use()
    assert handles() < before + 50  # one lost each time would be so many


def handles():
    """How many handles this process has open."""
    import ctypes

    count = ctypes.c_uint32()
    kernel = ctypes.windll.kernel32
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    assert kernel.GetProcessHandleCount(ctypes.c_void_p(kernel.GetCurrentProcess()), ctypes.byref(count))
    return count.value
