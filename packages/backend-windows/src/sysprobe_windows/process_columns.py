"""Columns of the process table: from the rows of the list where it has them, else by a handle of each process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sysprobe.errors import BackendError, CapabilityUnavailable, ProcessError
from sysprobe.types.process import MemoryFootprint
from sysprobe.types.process_enums import ProcessStatus

from sysprobe_windows.calls import Calls
from sysprobe_windows.open_files import Names
from sysprobe_windows.process_handle import WindowsProcess
from sysprobe_windows.processes import Row, name_of, started

FROM_ROW: dict[str, Callable[[Row], Any]] = {
    "pid": lambda row: row.pid,
    "ppid": lambda row: row.ppid,
    "name": name_of,
    "identity": lambda row: row.created,
    "status": lambda row: ProcessStatus.STOPPED if row.suspended else ProcessStatus.RUNNING,
    "session": lambda row: row.session,
    "cpu_user": lambda row: row.user_time / 1e7,
    "cpu_system": lambda row: row.kernel_time / 1e7,
    "voluntary_switches": lambda row: row.context_switches,
    "rss": lambda row: row.working_set,
    "vms": lambda row: row.private_bytes,
    "peak_rss": lambda row: row.peak_working_set,
    "peak_vms": lambda row: row.peak_private_bytes,
    "virtual": lambda row: row.virtual_size,
    "peak_virtual": lambda row: row.peak_virtual_size,
    "paged_pool": lambda row: row.paged_pool,
    "nonpaged_pool": lambda row: row.nonpaged_pool,
    "peak_paged_pool": lambda row: row.peak_paged_pool,
    "peak_nonpaged_pool": lambda row: row.peak_nonpaged_pool,
    "minor_faults": lambda row: (row.page_faults - row.hard_faults) % 2**32,
    "major_faults": lambda row: row.hard_faults,
    "read_count": lambda row: row.read_count,
    "write_count": lambda row: row.write_count,
    "read_bytes": lambda row: row.read_bytes,
    "write_bytes": lambda row: row.write_bytes,
    "other_count": lambda row: row.other_count,
    "other_bytes": lambda row: row.other_bytes,
    "num_fds": lambda row: row.num_handles,
    "num_threads": lambda row: row.num_threads,
}

BY_HANDLE: dict[str, Callable[[WindowsProcess], Any]] = {
    "exe": WindowsProcess.exe,
    "cmdline": WindowsProcess.cmdline,
    "cwd": WindowsProcess.cwd,
    "username": WindowsProcess.username,
    "cpu_affinity": WindowsProcess.cpu_affinity,
    "nice": WindowsProcess.nice,
    "io_class": lambda process: process.ionice().ioclass,
    "uss": lambda process: _uss(process.memory_footprint()),
}


def values(calls: Calls, column: str, rows: list[Row], names: Names) -> list[Any] | None:
    """The column's values, None for those that are not known; None for a column that Windows does not have."""
    if column == "create_time":
        return [started(calls, row) for row in rows]
    if (read := FROM_ROW.get(column)) is not None:
        return [read(row) for row in rows]
    if (ask := BY_HANDLE.get(column)) is not None:
        return [_by_handle(ask, WindowsProcess(calls, row.pid, row.created, names)) for row in rows]
    return None


def _uss(found: MemoryFootprint | None) -> int | None:
    return None if found is None else found.uss


def _by_handle(ask: Callable[[WindowsProcess], Any], process: WindowsProcess) -> Any:
    try:
        return ask(process)
    except (ProcessError, BackendError, CapabilityUnavailable):
        return None
