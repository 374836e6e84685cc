import pytest
from windows.native import buffers

WAITING, SUSPENDED, RUNNING = 5, 5, 2


@pytest.fixture
def process(context):
    from sysprobe_windows.process import Process

    return Process(context)


def serve(machine, *processes):
    machine["query_system", 5] = lambda kind, size, base: buffers.process_list(processes, base)


def rows(context):
    from sysprobe_windows.calls import Calls
    from sysprobe_windows.processes import processes

    return list(processes(Calls(context), "pids"))


FULL = buffers.process(
    4321,
    "編集\N{WOLF FACE}.exe",
    ppid=1234,
    session=2,
    priority=-3,
    handles=77,
    created=133_000_000_000_000_000,
    user=2**40,
    kernel=2**41,
    cycles=2**50,
    private_working_set=1,
    rss=2**33,
    peak_rss=2**34,
    pagefile=2**35,
    peak_pagefile=2**36,
    virtual=2**47,
    peak_virtual=2**47 + 1,
    paged=5,
    peak_paged=6,
    nonpaged=7,
    peak_nonpaged=8,
    faults=2**32 - 1,
    hard_faults=9,
    io=(1, 2, 3, 2**40, 2**41, 2**42),
    threads=[(WAITING, SUSPENDED, 2**31), (WAITING, SUSPENDED, 2**31)],
)


def test_every_field_is_read_whole(machine, context):
    serve(machine, buffers.process(0, None), FULL)
    idle, full = rows(context)
    assert (idle.pid, idle.name, idle.suspended) == (0, None, False)
    assert full._asdict() == {
        "pid": 4321,
        "name": "編集\N{WOLF FACE}.exe",
        "ppid": 1234,
        "session": 2,
        "num_threads": 2,
        "num_handles": 77,
        "base_priority": -3,
        "suspended": True,
        "created": 133_000_000_000_000_000,
        "user_time": 2**40,
        "kernel_time": 2**41,
        "cycles": 2**50,
        "private_working_set": 1,
        "working_set": 2**33,
        "peak_working_set": 2**34,
        "private_bytes": 2**35,
        "peak_private_bytes": 2**36,
        "virtual_size": 2**47,
        "peak_virtual_size": 2**47 + 1,
        "paged_pool": 5,
        "peak_paged_pool": 6,
        "nonpaged_pool": 7,
        "peak_nonpaged_pool": 8,
        "page_faults": 2**32 - 1,
        "hard_faults": 9,
        "read_count": 1,
        "write_count": 2,
        "other_count": 3,
        "read_bytes": 2**40,
        "write_bytes": 2**41,
        "other_bytes": 2**42,
        "context_switches": 2**32,
    }


def test_a_name_ends_where_its_length_says(machine, context):
    serve(machine, buffers.process(8, "ab"), buffers.process(12, "long name.exe"), buffers.process(16, ""))
    assert [row.name for row in rows(context)] == ["ab", "long name.exe", None]


@pytest.mark.parametrize(
    ("threads", "suspended"),
    [
        ([], False),
        ([(WAITING, SUSPENDED, 1)], True),
        ([(WAITING, SUSPENDED, 1), (RUNNING, 0, 1)], False),
        ([(WAITING, 6, 1)], False),
    ],
)
def test_suspended_is_who_has_suspended_threads_only(machine, context, threads, suspended):
    serve(machine, buffers.process(8, "x", threads=threads))
    assert rows(context)[0].suspended is suspended


def test_pids_are_sorted_and_the_idle_process_is_one(machine, process):
    serve(machine, buffers.process(0, None), buffers.process(400, "b"), buffers.process(8, "a"))
    assert process.pids() == [0, 8, 400]


def test_the_list_may_grow_between_two_calls(machine, process):
    """880: the room that the first call asks for is not enough for the second, which is asked again."""
    many = [buffers.process(4 * i, f"p{i}.exe", threads=[(WAITING, 0, 1)] * 40) for i in range(150)]
    asked = []

    def growing(kind, size, base):
        asked.append(size)
        data = buffers.process_list(many, base)
        if len(asked) < 5:
            return 0xC0000004, max(size // 2, 1) if len(asked) % 2 else size + 8
        return data if len(data) <= size else (0xC0000004, len(data))

    machine["query_system", 5] = growing
    assert process.pids() == [4 * i for i in range(150)]
    assert len(asked) >= 5
    assert asked == sorted(set(asked))


NONE, FAILED = 0x102, 0xFFFFFFFF
EXISTS = [
    # what open_process, process_id and wait answer; whether it exists by that, None: the list decides
    pytest.param(0, 8, NONE, True, id="runs"),
    pytest.param(0, 8, 0, False, id="has ended, but somebody holds a handle"),
    pytest.param(0, 4, NONE, None, id="OpenProcess rounded the number down"),
    pytest.param(0, 0, NONE, None, id="GetProcessId failed"),
    pytest.param(0, 8, FAILED, None, id="waiting failed"),
    pytest.param(5, 0, NONE, None, id="access denied"),
    pytest.param(87, 0, NONE, False, id="no such process"),
]


@pytest.mark.parametrize(("opened", "number", "ended", "exists"), EXISTS)
@pytest.mark.parametrize("listed", [True, False])
def test_pid_exists(machine, process, opened, number, ended, exists, listed):
    machine["open_process"] = machine.says(opened)
    machine["process_id"] = machine.says(number)
    machine["wait"] = machine.says(ended)
    serve(machine, buffers.process(8 if listed else 12, "x"))
    assert process.pid_exists(8) is (listed if exists is None else exists)


def test_odd_numbers(machine, process):
    machine["open_process"] = 87
    serve(machine, buffers.process(0, None))
    assert process.pid_exists(0)
    assert not process.pid_exists(-1)
    assert not process.pid_exists(2**32)
    assert not process.pid_exists(2**70)
