"""Threads of a Mac's processes."""

import pytest
from machine import ME, MINE, OTHER, ZOMBIE, Fault
from sysprobe.errors import AccessDenied, BackendError, NoSuchProcess, ZombieProcess
from sysprobe.types.process import ProcessStatus, Thread
from sysprobe_macos.handle import Handle

TASK, LIST, EACH = "proc_pidinfo:04", "proc_pidinfo:28", "proc_pidinfo:15"


def test_threads(people):
    first, second, third = Handle(ME, None).threads()
    assert first == Thread(10 * ME, 1.5, 0.25, None, ProcessStatus.RUNNING, None, None)
    assert (second.id, second.name, second.status) == (10 * ME + 1, "worker", ProcessStatus.SLEEPING)
    assert second.user_time == 1.500000001
    assert third.name == "n" * 64


def test_one_that_ends_meanwhile_is_left_out(people):
    people.order(EACH, Fault.FAIL, 3, nth=2)
    assert [thread.id for thread in Handle(MINE, None).threads()] == [10 * MINE, 10 * MINE + 2]


def test_a_list_that_grows_is_read_again(people):
    people.order(LIST, Fault.SHORT, -1, nth=1)
    assert len(Handle(MINE, None).threads()) == 3
    people.order(LIST, Fault.SHORT, -1, nth=0)
    with pytest.raises(BackendError) as caught:
        Handle(MINE, None).threads()
    assert caught.value.errno == 12


@pytest.mark.parametrize(
    ("call", "kind", "value", "number"),
    [
        (TASK, Fault.FAIL, 22, 22),
        (LIST, Fault.FAIL, 22, 22),
        (LIST, Fault.FAIL, 0, 5),
        (EACH, Fault.FAIL, 12, 12),
        (EACH, Fault.SHORT, 8, 5),
    ],
)
def test_the_calls_may_fail(people, call, kind, value, number):
    people.order(call, kind, value)
    with pytest.raises(BackendError) as caught:
        Handle(MINE, None).threads()
    assert caught.value.errno == number


def test_a_time_that_ran_over_is_an_error(people):
    """Older kernels multiplied seconds by 10^9 in 32 bits, with a sign."""
    people.state.thread_time = 2**64 - 1_294_967_296
    with pytest.raises(BackendError):
        Handle(MINE, None).threads()


def test_errors_say_what_is_true(people):
    with pytest.raises(AccessDenied):
        Handle(OTHER, None).threads()
    with pytest.raises(ZombieProcess):
        Handle(ZOMBIE, None).threads()
    people.order(EACH, Fault.VANISH, MINE, nth=2)
    with pytest.raises(NoSuchProcess):
        Handle(MINE, None).threads()
