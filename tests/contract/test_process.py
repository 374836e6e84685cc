"""What holds for processes on every system, whichever backend answers."""

import contextlib
import os
import signal
import subprocess
import sys

import pytest
import sysprobe
from live import eventually
from sysprobe.testing import FakeBackend
from sysprobe.types.attributes import ATTRIBUTES, COLUMNS, Kind
from sysprobe.types.process import MemoryInfo, ProcessStatus

POSIX = os.name == "posix"


@pytest.fixture
def child():
    code = "import sys; print(flush=True); sys.stdin.read(); sys.exit(3)"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        child.stdout.readline()
        yield child
        child.kill()


def test_oneself():
    me = sysprobe.Process()
    assert me.pid == os.getpid()
    assert me == sysprobe.Process(os.getpid())
    assert hash(me) == hash(sysprobe.Process(os.getpid()))
    assert me.is_running()
    assert me.ppid() == os.getppid()
    assert me.cmdline()[1:] == sys.orig_argv[1:]
    assert os.path.samefile(me.cwd(), os.getcwd())
    assert me.status() in ProcessStatus
    assert me.identity() is not None
    assert me.pid in sysprobe.pids()
    assert sysprobe.pid_exists(me.pid)
    assert not any(map(sysprobe.pid_exists, (-1, 2**31, 2**64)))


def test_every_attribute_has_a_method_and_answers_or_says_why(child):
    process = sysprobe.Process(child.pid)
    for name in ATTRIBUTES:
        if name == "pid":
            continue
        try:
            getattr(process, name)()
        except (sysprobe.CapabilityUnavailable, sysprobe.AccessDenied):
            pass
    found = process.as_dict()
    assert list(found) == list(ATTRIBUTES)
    for column in COLUMNS.values():
        value = found[column.attribute]
        if column.field is not None and value is not None:
            value = getattr(value, column.field)
        kinds = {
            Kind.INT: int,
            Kind.FLOAT: float,
            Kind.BOOL: bool,
            Kind.TEXT: str,
            Kind.TEXTS: list,
            Kind.INTS: list,
        }
        assert value is None or isinstance(value, kinds[column.kind]), column.name


def test_numbers_are_in_their_ranges(child):
    process = sysprobe.Process(child.pid)
    times = process.cpu_times()
    assert times.user >= 0 and times.system >= 0  # noqa: PT018  # one range each
    memory = process.memory_info()
    assert 0 < memory.rss <= sysprobe.virtual_memory().total
    assert isinstance(memory, MemoryInfo)
    assert 0 < process.memory_percent() <= 100
    with pytest.raises(ValueError, match="rsss"):
        process.memory_percent("rsss")
    assert process.num_threads() >= 1
    assert process.create_time() >= sysprobe.Process().create_time() - 1
    assert process.cpu_percent() >= 0
    assert process.cpu_percent(interval=0.001) >= 0
    with pytest.raises(ValueError, match="interval"):
        process.cpu_percent(interval=-1)


def test_relatives(child):
    process, me = sysprobe.Process(child.pid), sysprobe.Process()
    assert process.parent() == me
    assert process.parents()[:1] == [me]
    assert process.parents()[1:] == me.parents()
    assert process in me.children()
    assert process in me.children(recursive=True)
    assert process.children() == []


def test_the_same_object_means_the_same_process(child):
    process = sysprobe.Process(child.pid)
    assert process == sysprobe.Process(child.pid)
    assert process != sysprobe.Process()
    assert process != child.pid
    assert len({process, sysprobe.Process(child.pid)}) == 1
    with process as same:
        assert same is process
        assert process.is_running()
    with process.oneshot(), process.oneshot() as same:
        assert same is process
        assert process.name() == process.name()


def test_the_end_of_a_child(child):
    process = sysprobe.Process(child.pid)
    with pytest.raises(sysprobe.TimeoutExpired):
        process.wait(timeout=0)
    assert sysprobe.wait_procs([process], timeout=0) == ([], [process])
    child.stdin.close()
    child.stdin = None
    assert process.wait() == 3
    child.returncode = 3
    assert process.wait() == 3
    eventually(lambda: check(not process.is_running()))
    for question in ("name", "cpu_times", "memory_info", "status", "kill", "children", "as_dict", "cmdline"):
        with pytest.raises(sysprobe.NoSuchProcess):
            getattr(process, question)()
    with pytest.raises(sysprobe.NoSuchProcess):
        sysprobe.Process(process.pid)


def check(true):
    assert true


def test_ending_a_child():
    with sysprobe.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        child.kill()
        code = child.wait()
        assert code == (-signal.SIGKILL if POSIX else child.returncode)
        assert code != 0


def test_a_child_that_does_not_read_is_waited_for_all_the_same():
    child = sysprobe.Popen([sys.executable, "-c", "pass"], stdin=subprocess.PIPE)
    child.wait()
    child.stdin.write(b"not read")
    with contextlib.suppress(OSError), child:  # a broken pipe, or Windows' word for it
        pass
    assert child.returncode == 0
    assert {"communicate", "stdin", "cpu_times"} <= set(dir(child))


def test_a_child_that_cannot_be_opened_does_not_stay():
    fake = FakeBackend(open_process=sysprobe.BackendError("no such luck"))
    ours, its = os.pipe()
    try:
        with pytest.raises(sysprobe.BackendError, match="luck"):
            sysprobe.Popen(
                [sys.executable, "-c", "import time; time.sleep(600)"],
                stdout=its,
                host=sysprobe.Host(backends=[fake.backend]),
            )
    finally:
        os.close(its)
    with open(ours, "rb") as pipe:
        assert pipe.read() == b""  # ends with the last one that could write


def test_suspending_and_resuming(child):
    process = sysprobe.Process(child.pid)
    process.suspend()
    eventually(lambda: check(process.status() == ProcessStatus.STOPPED))
    process.resume()
    eventually(lambda: check(process.status() != ProcessStatus.STOPPED))


def test_psutil_sees_the_same_process(child):
    psutil = pytest.importorskip("psutil", reason="psutil has no wheel here")
    ours, theirs = sysprobe.Process(child.pid), psutil.Process(child.pid)
    assert ours.name() == theirs.name()
    assert ours.exe() == theirs.exe()
    assert ours.cmdline() == theirs.cmdline()
    assert ours.environ() == theirs.environ()
    assert ours.username() == theirs.username()
    assert ours.num_threads() == theirs.num_threads()
    assert ours.nice() == theirs.nice()
    assert abs(ours.create_time() - theirs.create_time()) <= 1
    eventually(lambda: check(ours.memory_info().rss == theirs.memory_info().rss))
