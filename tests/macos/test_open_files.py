"""Descriptors of a Mac's processes."""

import pytest
from machine import MINE, OTHER, ZOMBIE, Fault
from sysprobe.errors import AccessDenied, BackendError, NoSuchProcess, ZombieProcess
from sysprobe.types.process import OpenFile
from sysprobe_macos.handle import Handle

LIST, EACH = "proc_pidinfo:01", "proc_pidfdinfo"


@pytest.fixture
def mine(people):
    people.end(MINE)
    people.start(MINE, descriptors=6)
    return Handle(MINE, None)


def test_regular_files(mine):
    assert mine.num_fds() == 6
    assert mine.open_files() == [
        OpenFile("/file3", 3, None, None, None),
        OpenFile("/file4" + "x" * 1018, 4, None, None, None),
        OpenFile("/file5" + "x" * 1018, 5, None, None, None),
    ]


def test_no_descriptor_is_an_answer(people):
    people.start(600, uid=501)
    assert (Handle(600, None).num_fds(), Handle(600, None).open_files()) == (0, [])


@pytest.mark.parametrize("number", [2, 9])
def test_one_that_was_closed_meanwhile_is_left_out(people, mine, number):
    people.order(EACH, Fault.FAIL, number, nth=3)
    assert [file.fd for file in mine.open_files()] == [4, 5]


def test_a_list_that_grows_is_read_again(people, mine):
    people.order(LIST, Fault.SHORT, -1, nth=2)
    assert mine.num_fds() == 6
    people.order(LIST, Fault.SHORT, -1, nth=0)
    with pytest.raises(BackendError) as caught:
        mine.num_fds()
    assert caught.value.errno == 12


@pytest.mark.parametrize(
    ("call", "kind", "value", "nth", "number"),
    [
        (LIST, Fault.FAIL, 0, 1, 5),
        (LIST, Fault.FAIL, 12, 2, 12),
        (EACH, Fault.FAIL, 0, 2, 5),
        (EACH, Fault.FAIL, 22, 2, 22),
        (EACH, Fault.SHORT, 8, 2, 5),
    ],
)
def test_the_calls_may_fail(people, mine, call, kind, value, nth, number):
    people.order(call, kind, value, nth)
    with pytest.raises(BackendError) as caught:
        mine.open_files()
    assert caught.value.errno == number


def test_one_that_goes_away_in_the_middle_is_gone(people, mine):
    people.order(EACH, Fault.VANISH, MINE, nth=3)
    with pytest.raises(NoSuchProcess):
        mine.open_files()


def test_errors_say_what_is_true(people):
    for asked in ("num_fds", "open_files", "io_counters", "memory_info_ex"):
        with pytest.raises(AccessDenied):
            getattr(Handle(OTHER, None), asked)()
    for asked in ("num_fds", "open_files", "memory_info_ex"):
        with pytest.raises(ZombieProcess):
            getattr(Handle(ZOMBIE, None), asked)()
    assert Handle(ZOMBIE, None).io_counters().write_bytes == 5  # what it did outlives it
