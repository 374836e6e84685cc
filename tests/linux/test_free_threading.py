"""Many threads at one object: on every interpreter, but it is the one without the GIL where they really run at once."""

import sysconfig
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sysprobe
from live import run_python
from sysprobe._samples import ASKED, arguments
from sysprobe.errors import AccessDenied, BackendError, CapabilityUnavailable, TimeoutExpired
from sysprobe.types.attributes import ATTRIBUTES

THREADS = 8
QUESTIONS = [name for name in ATTRIBUTES if name != "pid"]


def at_once(work):
    """What `work(number)` returns in each of the threads, which begin together."""
    barrier = threading.Barrier(THREADS)

    def begin(number):
        barrier.wait(60)
        return work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(begin, range(THREADS)))


def turned(names, number):
    """The names, begun elsewhere by each thread: some meet at the same question, others at different ones."""
    start = number // 2 * len(names) // THREADS
    return [*names[start:], *names[:start]]


def documented(error):
    """Whether an error says something about the machine; what goes wrong in a backend has no errno."""
    if isinstance(error, BackendError):
        return error.errno is not None
    return isinstance(error, AccessDenied | CapabilityUnavailable | TimeoutExpired)


def asked(ask, names):
    """What the questions raise that no documentation tells of, by question."""
    wrong = {}
    for name in names:
        try:
            ask(name)
        except Exception as error:
            if not documented(error):
                wrong[name] = repr(error)
    return wrong


@pytest.mark.skipif(not sysconfig.get_config_var("Py_GIL_DISABLED"), reason="this interpreter always has a GIL")
def test_the_native_module_does_not_bring_the_gil_back():
    # PYTHON_GIL=0 would keep it off whatever a module declares; empty is as if it were not set.
    code = "import sys; from sysprobe_linux import _native; print(sys._is_gil_enabled())"
    assert run_python(code, env={"PYTHON_GIL": ""}).stdout.split() == ["False"]


@pytest.mark.parametrize("attempt", range(3))
def test_threads_may_ask_everything_of_a_host_that_nobody_has_asked_yet(attempt):
    host = sysprobe.Host()
    wrong = at_once(lambda number: asked(lambda name: host.ask(name, *arguments(name)), turned(ASKED, number)))
    assert wrong == [{}] * THREADS


def test_threads_may_ask_everything_of_a_process():
    process = sysprobe.Process()
    identity = process.identity()

    def work(number):
        wrong = asked(lambda name: getattr(process, name)(), turned(QUESTIONS, number))
        with process.oneshot():
            wrong |= asked(lambda name: getattr(process, name)(), turned(QUESTIONS, number))
        return wrong

    assert at_once(work) == [{}] * THREADS
    assert process.identity() == identity


def test_threads_may_refresh_and_pin_the_process_that_others_ask():
    process = sysprobe.Process()

    def work(number):
        wrong = {}
        for _ in range(50):
            with process.oneshot():
                wrong |= asked(lambda name: getattr(process, name)(), ["name", "ppid", "memory_info", "cpu_percent"])
                process.refresh()
            with process as pinned:
                wrong |= asked(lambda name: getattr(pinned, name)(), ["is_running", "status"])
        return wrong

    assert at_once(work) == [{}] * THREADS
    handle = process._handle
    assert (handle._pins, handle._pidfd, handle._folder) == ([], None, None)


def test_threads_may_meet_many_processes():
    """More than have room among the open folders: those of other threads are closed while they are read."""
    host = sysprobe.Host()

    def work(number):
        seen = 0
        for process in host.process_iter():
            try:
                process.name()
                seen += 1
            except sysprobe.ProcessError:
                continue
        return seen

    assert all(at_once(work))
