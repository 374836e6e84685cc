"""Waiting for processes: children and others, one and many, by pidfd and without; Popen."""

import asyncio
import os
import resource
import signal
import subprocess
import sys

import pytest
import sysprobe
from live import descriptors, needs_descriptors
from sysprobe_linux import _native


@pytest.fixture(params=["pidfds", "no pidfds"])
def kernel(request, monkeypatch):
    """This one, and one from before pidfds."""
    if request.param == "no pidfds":

        def refuse(*_):
            raise OSError(38, "Function not implemented")

        meet = _native.process_meet
        for name in ("pidfd_open", "pidfd_inode", "pidfd_owner", "pidfd_send_signal", "pidfd_reap"):
            monkeypatch.setattr(_native, name, refuse)
        monkeypatch.setattr(_native, "process_meet", lambda path, pid, kind: meet(path, 0, kind))
    return request.param


@pytest.fixture
def sleeping():
    """Starts processes that sleep, and sees to it that none is left."""
    started = []

    def start():
        started.append(subprocess.Popen(["sleep", "1000"]))
        return started[-1]

    yield start
    for each in started:
        each.kill()
        each.wait()


@pytest.fixture
def grandchild():
    """The pid of a process that is not our child; it ends when the second value is closed.

    No orphan, for those become our children where we are the first process of a container.
    """
    code = (
        "import os, sys\npid = os.fork()\nif pid: print(pid, flush=True); os.waitpid(pid, 0)\n"
        "else: os.close(1); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        yield int(child.stdout.readline()), child.stdin


def test_a_child_is_reaped_and_its_code_returned(kernel):
    for code, expected in (("raise SystemExit(3)", 3), ("import os; os.kill(os.getpid(), 9)", -signal.SIGKILL)):
        child = sysprobe.Popen([sys.executable, "-c", code])
        assert child.wait() == expected
        assert child.wait(timeout=0) == expected
        assert child.returncode == child.poll() == expected
        with pytest.raises(ChildProcessError):
            os.waitpid(child.pid, 0)


def test_whoever_goes_on_is_waited_for_until_the_time_is_over(kernel, sleeping):
    process = sysprobe.Process(sleeping().pid)
    for timeout in (0, 0.01):
        with pytest.raises(sysprobe.TimeoutExpired) as error:
            process.wait(timeout)
        assert (error.value.pid, error.value.seconds) == (process.pid, timeout)
    with pytest.raises(ValueError, match="negative"):
        process.wait(-1)
    process.kill()
    assert process.wait() == -signal.SIGKILL


def test_somebody_elses_child_has_no_code(kernel, grandchild):
    pid, ending = grandchild
    process = sysprobe.Process(pid)
    with pytest.raises(sysprobe.TimeoutExpired):
        process.wait(0)
    ending.close()
    assert process.wait() is None
    assert process.wait() is None


def test_the_end_of_a_block_closes_the_pipes_and_waits():
    code = "import sys; sys.stdin.read()"
    with sysprobe.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.returncode is None
    assert child.returncode == 0
    assert child.stdin.closed
    assert child.stdout.closed


def test_waiting_with_asyncio_keeps_no_descriptor(sleeping):
    processes = [sysprobe.Process(sleeping().pid) for _ in range(2)]
    before = descriptors()
    with pytest.raises(sysprobe.TimeoutExpired):
        asyncio.run(processes[0].wait_async(timeout=0.001))
    processes[1].kill()
    assert asyncio.run(processes[1].wait_async()) == -signal.SIGKILL
    del processes[1]
    assert descriptors() <= before


def test_many_are_waited_for_at_once(kernel, sleeping):
    processes = [sysprobe.Process(sleeping().pid) for _ in range(10)]
    for process in processes[:5]:
        process.terminate()
    told = []
    gone = []
    while len(gone) < 5:  # how many of them have ended after 0 seconds is nobody's business
        more, alive = sysprobe.wait_procs([each for each in processes if each not in gone], 0.1, told.append)
        gone += more
    assert set(gone) == set(told) == set(processes[:5])
    assert set(alive) == set(processes[5:])
    assert {process.returncode for process in gone} == {-signal.SIGTERM}
    assert {process.returncode for process in alive} == {None}
    assert sysprobe.wait_procs([]) == ([], [])
    for process in processes[5:]:
        process.kill()
    gone, alive = sysprobe.wait_procs(processes)
    assert (len(gone), alive) == (10, [])


def test_more_processes_than_descriptors_are_waited_for(sleeping):
    """Without a descriptor for each of them, those that lack one are looked at from time to time."""
    needs_descriptors(40)
    processes = [sysprobe.Process(sleeping().pid) for _ in range(30)]
    old = resource.getrlimit(resource.RLIMIT_NOFILE)
    last = max(map(int, os.listdir("/proc/self/fd")))
    resource.setrlimit(resource.RLIMIT_NOFILE, (last + 15, old[1]))
    try:
        for process in processes:
            os.kill(process.pid, signal.SIGKILL)
        gone, alive = sysprobe.wait_procs(processes)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, old)
    assert (len(gone), alive) == (30, [])


def test_asyncio(kernel, sleeping):
    async def scenario():
        first, second = (sysprobe.Process(sleeping().pid) for _ in range(2))
        with pytest.raises(sysprobe.TimeoutExpired):
            await first.wait_async(timeout=0.01)
        waiting = asyncio.create_task(first.wait_async())
        if kernel == "pidfds":  # a thread that waits can not be cancelled
            cancelled = asyncio.create_task(second.wait_async())
            await asyncio.sleep(0)
            cancelled.cancel()
            with pytest.raises(asyncio.CancelledError):
                await cancelled
        await asyncio.sleep(0)
        first.kill()
        second.terminate()
        assert await waiting == -signal.SIGKILL
        assert await second.wait_async() == -signal.SIGTERM
        assert await second.wait_async(0) == -signal.SIGTERM

    asyncio.run(scenario())


def test_popen_is_a_process_and_a_popen():
    with sysprobe.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert isinstance(child, sysprobe.Process)
        assert child.name() == "cat"
        assert child == sysprobe.Process(child.pid)
        assert child.poll() is None
        assert child.communicate(b"text") == (b"text", None)
        assert child.returncode == 0
    assert child.wait() == 0
    with pytest.raises(sysprobe.NoSuchProcess):
        child.terminate()
    with pytest.raises(FileNotFoundError):
        sysprobe.Popen(["/nonexistent"])
    with pytest.raises(AttributeError):
        child.no_such_thing


def test_the_first_thread_may_end_before_the_process(kernel):
    """Its state is then that of a zombie, but the process goes on, and ends later."""
    code = (
        "import ctypes, os, sys, threading, time\n"
        "def work():\n"
        "    task = f'/proc/self/task/{os.getpid()}/stat'\n"
        "    while open(task).read().rsplit(')', 1)[1].split()[0] != 'Z': time.sleep(0.01)\n"
        "    os.write(1, b'x'); os.read(0, 1); os._exit(5)\n"
        "threading.Thread(target=work).start()\n"
        "ctypes.CDLL(None).syscall(60, 0)\n"
    )
    if os.uname().machine != "x86_64":
        pytest.skip("the number of exit(2) is that of x86-64")
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout.read(1) == b"x"
        process = sysprobe.Process(child.pid)
        assert process.status() == "zombie"
        with pytest.raises(sysprobe.TimeoutExpired):
            process.wait(0)
        child.stdin.close()
        child.stdin = None
        assert process.wait() == 5
        child.returncode = 5
