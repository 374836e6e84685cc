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


def test_a_batch_that_does_not_hang_needs_one_thread():
    who = Deadline().batch(lambda key: threading.get_ident(), range(20), LONG)
    assert list(who) == list(range(20))
    assert len(set(who.values())) == 1
    assert threading.get_ident() not in who.values()


def test_a_batch_loses_what_hangs_and_what_fails_and_nothing_else(gate):
    deadline = Deadline()

    def function(key):
        if key == "hangs":
            return gate.pass_through(key)
        if key == "fails":
            raise OSError
        return key.upper()

    first = deadline.batch(function, ["a", "hangs", "fails", "b", "c"], 0.2)
    assert first.keys() <= {"a", "b", "c"}  # all of them, unless the machine is under load
    for key in "abc":  # what was late for that reason comes to its end
        deadline.call(key, lambda: "", LONG)
    # What hung before is not tried again, so that the rest can have all the time that it wants.
    assert gate.entered.acquire(timeout=LONG)
    second = deadline.batch(function, ["a", "hangs", "fails", "b", "c"], LONG)
    assert second == {"a": "A", "b": "B", "c": "C"}
    assert gate.calls == ["hangs"]
    gate.open()
    assert deadline.call("hangs", lambda: "recovered", LONG) in ("recovered", "late hangs")
    assert deadline.batch(function, ["hangs"], LONG) == {"hangs": "late hangs"}


def test_what_no_thread_has_begun_is_tried_again(gate):
    deadline = Deadline()
    assert deadline.batch(gate.pass_through, ["x", "y"], 0) == {}
    gate.open()
    # x may have been begun and found late; it recovers once its call has come to an end.
    assert deadline.call("y", lambda: "y", LONG) in ("y", "late y")
    assert deadline.call("x", lambda: "x", LONG) in ("x", "late x")
    assert deadline.batch(str.upper, ["x", "y"], LONG) == {"x": "X", "y": "Y"}


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
