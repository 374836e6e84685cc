"""Waiting for ends: at once where the kernel tells of one, and never without looking at who it is."""

import errno
import os

import pytest
import queue_of_ends
from machine import ME, MINE, ZOMBIE, Fault
from sysprobe.plugin import Context
from sysprobe_macos import handle as handles
from sysprobe_macos import waiting
from sysprobe_macos.handle import Handle
from sysprobe_macos.process import Process


@pytest.fixture
def processes(people):
    yield Process(Context("macos"))
    assert queue_of_ends.Queue.opened == 0


@pytest.fixture(params=["kqueue", "no descriptors left"])
def means(request, monkeypatch):
    """Both ways to wait."""

    def none():
        raise OSError(errno.EMFILE, "too many")

    if request.param != "kqueue":
        monkeypatch.setattr(waiting.select, "kqueue", none)


def test_those_that_have_ended_are_told_at_once(people, processes, means):
    mine, dead = Handle(MINE, None), Handle(ZOMBIE, None)
    assert processes.wait_processes([mine], 0) == []
    assert processes.wait_processes([mine, dead], 0) == [dead]
    assert processes.wait_processes([mine, dead], None) == [dead]
    assert processes.wait_processes([], 0) == []


@pytest.mark.parametrize("kind", [Fault.VANISH, Fault.ZOMBIE, Fault.REPLACE])
def test_an_end_is_waited_for(people, processes, means, kind):
    mine = Handle(MINE, None)
    people.order("sysctl:process", kind, MINE, nth=people.calls("sysctl:process") + 4)
    assert processes.wait_processes([mine], None if kind is not Fault.REPLACE else 60) == [mine]


def test_an_end_that_is_told_before_it_has_come_is_waited_for(people, processes, monkeypatch):
    """xnu tells of an exit before the process is a zombie."""
    mine, asked = Handle(MINE, None), []

    def control(self, changes, most, timeout=None):
        asked.append(timeout)
        if len(asked) == 5:
            people.end(MINE)
        return [changes] if len(asked) == 2 else []

    monkeypatch.setattr(queue_of_ends.Queue, "control", control)
    assert processes.wait_processes([mine], None) == [mine]
    assert asked[1] == waiting.LONGEST
    assert all(pause <= waiting.POLLS[1] for pause in asked[2:])  # it has been told of: no long wait any more


def test_a_descriptor_for_the_end(people, processes):
    found = Handle(MINE, None).exit_descriptor()
    os.close(found)
    assert Handle(ZOMBIE, None).exit_descriptor() is None


def test_no_descriptor_is_no_error(people, processes, monkeypatch):
    def fail(*_):
        raise OSError(errno.EMFILE, "too many")

    monkeypatch.setattr(waiting.os, "dup", fail)
    assert Handle(MINE, None).exit_descriptor() is None
    monkeypatch.setattr(waiting.select, "kqueue", fail)
    assert Handle(MINE, None).exit_descriptor() is None


def test_a_child_that_is_on_its_way_is_reaped(people, monkeypatch):
    people.start(600, ME, flags=0x2000)  # P_WEXIT
    people.start(601, ME)

    def waitpid(pid, options):
        return (0, 0) if options == os.WNOHANG else (pid, 3 << 8)

    monkeypatch.setattr(handles.os, "waitpid", waitpid)
    assert Handle(600, None).exit_code() == 3
    assert Handle(601, None).exit_code() is None
