"""Calls with a deadline: nothing here waits for a clock, only for things that happen."""

import contextlib
import os
import threading
from types import SimpleNamespace

import pytest
from live import fork, run_python
from sysprobe.deadline import Deadline, start_thread
from sysprobe.errors import TimeoutExpired

LONG = 600  # never used up: these calls come to an end


class Gate:
    """Calls that hang until they are let go."""

    def __init__(self):
        self.entered = threading.Semaphore(0)
        self.calls = []
        self._open = threading.Event()

    def pass_through(self, key="gate"):
        self.calls.append(key)
        self.entered.release()
        self._open.wait()
        return f"late {key}"

    def open(self):
        self._open.set()


@pytest.fixture
def gate():
    made = Gate()
    yield made
    made.open()


def test_an_answer_and_an_error_reach_the_caller():
    deadline = Deadline()
    assert deadline.call("key", lambda: 42, LONG) == 42
    with pytest.raises(ZeroDivisionError):
        deadline.call("key", lambda: 1 // 0, LONG)


@pytest.mark.parametrize("seconds", [-1, float("-inf"), 0.0])
def test_who_has_no_time_left_hears_so(gate, seconds):
    with pytest.raises(TimeoutExpired):
        Deadline().call("key", gate.pass_through, seconds)


@pytest.mark.parametrize("seconds", [1e30, float("inf")])
def test_there_is_no_longest_time(gate, seconds):
    deadline = Deadline()
    with pytest.raises(TimeoutExpired):
        deadline.call("key", gate.pass_through, 0)
    assert gate.entered.acquire(timeout=LONG)
    threading.Timer(0, gate.open).start()
    assert deadline.call("key", gate.pass_through, seconds) == "late gate"


def test_one_hanging_call_for_a_key_however_often_it_is_asked_for(gate):
    deadline = Deadline()
    for _ in range(20):
        with pytest.raises(TimeoutExpired):
            deadline.call("key", gate.pass_through, 0)
    assert gate.entered.acquire(timeout=LONG)
    assert gate.calls == ["gate"]
    assert deadline.call("another key", lambda: "quick", LONG) == "quick"
    gate.open()
    # Either the late answer of the first call or that of a new one, which no longer hangs.
    assert deadline.call("key", gate.pass_through, LONG) == "late gate"


def test_several_threads_wait_for_the_same_call(gate):
    deadline = Deadline()
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(deadline.call("key", gate.pass_through, LONG))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    assert gate.entered.acquire(timeout=LONG)
    gate.open()
    for thread in threads:
        thread.join()
    assert answers == ["late gate"] * 4


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_child_process_starts_afresh(gate):
    deadline = Deadline()
    with pytest.raises(TimeoutExpired):
        deadline.call("key", gate.pass_through, 0)
    child = fork(among_threads=True)
    if child == 0:
        code = 1
        try:
            code = 0 if deadline.call("key", lambda: "fresh", LONG) == "fresh" else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_threads_of_a_child_that_come_first_share_one_call(gate, monkeypatch):
    """The first has found that the parent's calls are none of its own, when the second comes."""
    deadline = Deadline()
    first_looks, second_came = threading.Event(), threading.Event()

    def getpid():
        if threading.current_thread() is first:
            first_looks.set()
            assert second_came.wait(LONG)
        return 0  # the child's

    class Announced:
        """The lock, as the second one comes to it."""

        def __enter__(self, lock=deadline._lock):
            if threading.current_thread() is second:
                second_came.set()
            lock.__enter__()

        def __exit__(self, *exc_info, lock=deadline._lock):
            lock.__exit__(*exc_info)

    def call():
        def answer():
            second_came.set()
            return gate.pass_through()

        with contextlib.suppress(TimeoutExpired):
            deadline.call("key", answer, 0)

    def start(*arguments):
        started.append(arguments)
        start_thread(*arguments)

    started = []
    first, second = threading.Thread(target=call), threading.Thread(target=call)
    monkeypatch.setattr("sysprobe.deadline.start_thread", start)
    deadline._lock = Announced()
    monkeypatch.setattr("sysprobe.deadline.os", SimpleNamespace(getpid=getpid))
    first.start()
    assert first_looks.wait(LONG)
    second.start()
    first.join()
    second.join()
    assert len(started) == 1


def test_what_hangs_does_not_keep_the_program_alive():
    code = """
import os
from sysprobe.deadline import Deadline, start_thread
from sysprobe.errors import TimeoutExpired
receive, send = os.pipe()
try:
    Deadline().call("pipe", lambda: os.read(receive, 1), 0.01)
except TimeoutExpired as error:
    print(error)
"""
    assert run_python(code).stdout == "pipe: no answer within 0.01 s\n"
