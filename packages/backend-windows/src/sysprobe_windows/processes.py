"""The list of all processes as NtQuerySystemInformation(SystemProcessInformation) has it: one call for everything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sysprobe_windows import _native
from sysprobe_windows.calls import Calls

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
    return map(Row._make, calls(capability, _native.processes))
