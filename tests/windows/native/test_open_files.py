"""Which files a process has open, though some of its handles never say what they are."""

import threading

import pytest
from live import eventually
from sysprobe.errors import BackendError, CapabilityUnavailable, NoSuchProcess
from windows.native import buffers
from windows.native.made import made

__all__ = ["made"]  # a fixture

FILES = {4: "\\\\?\\C:\\a", 24: "\\\\?\\C:\\a", 12: "\\\\?\\UNC\\server\\share\\b", 20: "\\Device\\Odd\\c"}


@pytest.fixture
def handles(made):
    made.machine["query_process", 51] = buffers.own_handles(4, 8, 12, 16, 20, 24)
    made.machine["duplicate"] = lambda value, pid, _: 5 if value == 16 else (0, 0)
    made.machine["file_name"] = lambda value, _, __: buffers.wide(FILES[value]) if value in FILES else 50
    return made


def paths(process):
    return [file.path for file in process.open_files()]


def test_files_are_the_handles_that_are_some(handles):
    found = handles.open().open_files()
    assert [each.path for each in found] == ["C:\\a", "\\\\server\\share\\b", "\\Device\\Odd\\c"]
    assert {(each.fd, each.position, each.mode, each.flags) for each in found} == {(None,) * 4}
    assert handles.asked("duplicate") == [[value, 8] for value in (4, 8, 12, 16, 20, 24)]


def test_where_there_is_only_the_list_of_all_handles(handles):
    handles.machine["query_process", 51] = 0xC0000003
    handles.machine["query_system", 64] = buffers.all_handles((12, 4), (8, 12), (8, 20), (4, 8))
    assert paths(handles.open()) == ["\\\\server\\share\\b", "\\Device\\Odd\\c"]
    handles.machine["query_system", 64] = 0xC0000002
    with pytest.raises(CapabilityUnavailable, match="SystemExtendedHandleInformation"):
        paths(handles.open())


@pytest.mark.parametrize("answer", [b"", bytes(15), buffers.own_handles(4, count=2**62)])
def test_handles_that_are_not_there_are_not_asked(handles, answer):
    handles.machine["query_process", 51] = answer
    assert paths(handles.open()) == (["C:\\a"] if len(answer) > 16 else [])


def test_a_handle_that_hangs_costs_itself_alone_and_is_not_asked_again(handles, monkeypatch):
    monkeypatch.setattr("sysprobe_windows.open_files.PATIENCE", 0.05)
    answer, entered = threading.Event(), threading.Semaphore(0)
    names = handles.machine.answers["file_name"]

    def hangs(value, second, buffer):
        if value == 12:
            entered.release()
            answer.wait()
        return names(value, second, buffer)

    handles.machine["file_name"] = hangs
    process = handles.open()
    asker = handles.provider._names
    try:
        assert paths(process) == ["C:\\a", "\\Device\\Odd\\c"]
        assert {value for _, _, value in asker._hanging} == {12}
        assert paths(process) == ["C:\\a", "\\Device\\Odd\\c"]
        assert entered.acquire(blocking=False)
        assert not entered.acquire(blocking=False)
    finally:
        answer.set()

    def answered():  # once the thread has come back
        assert paths(process) == ["C:\\a", "\\\\server\\share\\b", "\\Device\\Odd\\c"]

    eventually(answered)


def test_one_that_ends_meanwhile_is_gone(handles):
    process = handles.open()
    names = handles.machine.answers["file_name"]

    def ends(value, second, buffer):
        handles.machine["wait"] = handles.machine.says(0)
        return names(value, second, buffer)

    handles.machine["file_name"] = ends
    with pytest.raises(NoSuchProcess):
        paths(process)


def test_handles_that_cannot_be_listed_are_an_error(handles):
    handles.machine["query_process", 51] = 31
    with pytest.raises(BackendError, match="ProcessHandleInformation"):
        paths(handles.open())
