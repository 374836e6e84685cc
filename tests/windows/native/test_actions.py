"""What is done to one process: with the least rights, to this process alone, and to nobody who has ended."""

import struct

import pytest
from sysprobe.errors import AccessDenied, BackendError, CapabilityUnavailable, NoSuchProcess
from sysprobe.types.process_enums import IOClass, ProcessPriority
from windows.native.made import ASK, BORN, SET, SUSPEND, TERMINATE, born, made

__all__ = ["made"]  # a fixture


ACTIONS = [
    ("terminate", (), "terminate", TERMINATE, 15),
    ("kill", (), "terminate", TERMINATE, 15),
    ("suspend", (), "suspend", SUSPEND, 0),
    ("resume", (), "resume", SUSPEND, 0),
    ("set_nice", (ProcessPriority.HIGH,), "set_priority", SET, 0x80),
    ("set_cpu_affinity", ([0, 63],), "set_affinity", SET, 1 | 1 << 63),
    ("set_ionice", (IOClass.WINDOWS_LOW, None), "set_process", SET, 33 << 32 | 1),
    ("send_signal", (15,), "terminate", TERMINATE, 15),
]


@pytest.mark.parametrize(("action", "arguments", "call", "rights", "number"), ACTIONS)
def test_an_action_reaches_this_process_with_the_least_rights(made, action, arguments, call, rights, number):
    made.machine[call] = made.machine.says(0)
    made.machine["affinity"] = struct.pack("<QQ", 1, 2**64 - 1)
    getattr(made.open(BORN), action)(*arguments)
    assert made.asked("open_process")[-1] == [8, rights | ASK]
    assert {given for _, given in made.asked("open_process")} <= {ASK, rights | ASK}
    assert made.asked(call) == [[8, number]]


@pytest.mark.parametrize(("action", "arguments", "call", "rights", "number"), ACTIONS)
def test_an_action_that_is_refused(made, action, arguments, call, rights, number):
    act = getattr(made.open(BORN), action)
    made.machine["affinity"] = struct.pack("<QQ", 1, 2**64 - 1)
    made.machine[call] = 5
    with pytest.raises(AccessDenied):
        act(*arguments)
    made.machine[call] = 31
    with pytest.raises(BackendError):
        act(*arguments)
    made.machine["open_process"] = 5
    with pytest.raises(AccessDenied):
        act(*arguments)
    made.listed()  # Windows also refuses to open what is ending
    with pytest.raises(NoSuchProcess):
        act(*arguments)
    made.machine["open_process"] = 87
    with pytest.raises(NoSuchProcess):
        act(*arguments)


@pytest.mark.parametrize(("action", "arguments", "call", "rights", "number"), ACTIONS)
def test_nothing_is_done_to_who_has_ended(made, action, arguments, call, rights, number):
    made.machine["wait"] = made.machine.says(0)
    made.machine[call] = made.machine.says(0)
    with pytest.raises(NoSuchProcess):
        getattr(made.open(BORN), action)(*arguments)
    assert made.asked(call) == []


def test_a_class_that_windows_does_not_have(made):
    for ioclass, value in ((IOClass.IDLE, None), (IOClass.WINDOWS_LOW, 3)):
        with pytest.raises(ValueError, match="WINDOWS"):
            made.open().set_ionice(ioclass, value)
    made.machine["query_process"] = struct.pack("<I", 4)
    with pytest.raises(CapabilityUnavailable):
        made.open().ionice()


def test_signals_that_windows_does_not_have(made):
    with pytest.raises(ValueError, match="SIGTERM"):
        made.open().send_signal(9)


def test_events_reach_the_console_of_this_process_alone(made, monkeypatch):
    sent = []
    monkeypatch.setattr("os.kill", lambda pid, signal: sent.append((pid, signal)))
    made.open().send_signal(1)
    assert sent == [(8, 1)]
    made.machine["process_created"] = born(BORN + 1)
    with pytest.raises(NoSuchProcess):
        made.open().send_signal(0)
    made.machine["process_created"] = born(BORN)
    made.machine["wait"] = made.machine.says(0)
    with pytest.raises(NoSuchProcess):
        made.open().send_signal(0)
    assert len(sent) == 1


def test_cpus_that_are_not_there(made):
    made.machine["affinity"] = struct.pack("<QQ", 0b0001, 0b0111)
    for cpus, beyond in (([64], 64), ([0, 3], 3)):
        with pytest.raises(ValueError, match=f"group of the process: {beyond}"):
            made.open().set_cpu_affinity(cpus)
    assert made.asked("set_affinity") == []


def test_no_cpus_are_all(made):
    made.machine["affinity"] = struct.pack("<QQ", 0b0001, 0b0111)
    made.machine["set_affinity"] = made.machine.says(0)
    made.open().set_cpu_affinity([])
    assert made.asked("set_affinity") == [[8, 0b0111]]
