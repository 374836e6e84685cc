"""The list of all processes as NtQuerySystemInformation(SystemProcessInformation) has it: one call for everything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sysprobe_windows import _native
from sysprobe_windows.calls import Calls, epoch

IDLE, IDLE_NAME = 0, "System Idle Process"


class Row(NamedTuple):
    """One process; the order is that of `_native.processes`. Times in 100 ns, memory in bytes."""

    pid: int
    name: str | None
    """The executable's name without its folder. None for the idle process."""
    ppid: int
    """Who started it; that id may belong to another process by now."""
    session: int
    num_threads: int
    num_handles: int
    base_priority: int
    suspended: bool
    created: int
    """Since 1601."""
    user_time: int
    kernel_time: int
    cycles: int
    private_working_set: int
    working_set: int
    peak_working_set: int
    private_bytes: int
    peak_private_bytes: int
    virtual_size: int
    peak_virtual_size: int
    paged_pool: int
    peak_paged_pool: int
    nonpaged_pool: int
    peak_nonpaged_pool: int
    page_faults: int
    hard_faults: int
    read_count: int
    write_count: int
    other_count: int
    read_bytes: int
    write_bytes: int
    other_bytes: int
    context_switches: int


def processes(calls: Calls, capability: str) -> Iterator[Row]:
    """All processes of the machine, those included whose handle the caller may not have."""
    return map(flat, calls(capability, _native.processes))


def one_process(calls: Calls, pid: int) -> Row | None:
    """The process that has this id now; None if there is none."""
    for found in calls("open_process", _native.process, pid):
        return flat(found)
    return None


def flat(found: _native.Found) -> Row:
    """The row that four tuples are."""
    about, times, memory, traffic = found
    return Row(*about, *times, *memory, *traffic)


def name_of(row: Row) -> str:
    """The name, also of the idle process, which has none."""
    return row.name or (IDLE_NAME if row.pid == IDLE else "")


def started(calls: Calls, row: Row) -> float:
    """When it began, seconds since 1970: the idle process, for which Windows says 0, with the machine."""
    if row.created:
        return epoch(row.created)
    booted, _, slept = calls("boot_time", _native.time_of_day)
    return epoch(booted - slept)
