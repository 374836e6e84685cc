"""Calls with a deadline: nothing here waits for a clock, only for things that happen."""

import os
import threading

import pytest
from live import run_python
from sysprobe.deadline import Deadline
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
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = 0 if deadline.call("key", lambda: "fresh", LONG) == "fresh" else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_what_hangs_does_not_keep_the_program_alive():
    code = """
import os
from sysprobe.deadline import Deadline
from sysprobe.errors import TimeoutExpired
receive, send = os.pipe()
try:
    Deadline().call("pipe", lambda: os.read(receive, 1), 0.01)
except TimeoutExpired as error:
    print(error)
"""
    assert run_python(code).stdout == "pipe: no answer within 0.01 s\n"
