"""Processes: the list of NtQuerySystemInformation, and handles for what it does not have."""

from __future__ import annotations

import time
from collections.abc import Sequence

from sysprobe.errors import NoSuchProcess
from sysprobe.plugin import Context, hookimpl
from sysprobe.series import missing_series, series_of
from sysprobe.table import Table
from sysprobe.types.attributes import COLUMNS
from sysprobe.types.process_handle import ProcessHandle

from sysprobe_windows import _native
from sysprobe_windows.calls import Calls
from sysprobe_windows.open_files import Names
from sysprobe_windows.process_columns import values
from sysprobe_windows.process_handle import WindowsProcess
from sysprobe_windows.processes import processes

# WaitForMultipleObjects takes so many handles; and so long one call may take before Ctrl-C is looked for.
TOGETHER, LONGEST_WAIT, LONGEST_LOOK = 64, 0.25, 0.02


class Process:
    """Processes of a Windows machine."""

    def __init__(self, context: Context) -> None:
        self._calls = Calls(context)
        self._names = Names()

    @hookimpl
    def pids(self) -> list[int]:
        """See :meth:`sysprobe.Host.pids`. The idle process (0) is one of them."""
        return sorted(self._calls("pids", _native.pids))

    @hookimpl
    def pid_exists(self, pid: int) -> bool:
        """See :meth:`sysprobe.Host.pid_exists`."""
        if not 0 <= pid < 2**32:
            return False
        runs = self._calls("pid_exists", _native.process_runs, pid)
        return pid in self._calls("pid_exists", _native.pids) if runs is None else runs

    @hookimpl
    def open_process(self, pid: int, identity: int | None) -> ProcessHandle:
        """See :meth:`sysprobe.Host.process`."""
        return WindowsProcess(self._calls, pid, identity, self._names)

    @hookimpl
    def wait_processes(self, handles: Sequence[ProcessHandle], timeout: float | None) -> list[ProcessHandle]:
        """WaitForMultipleObjects, on 64 at once."""
        gone: list[ProcessHandle] = []
        numbers: dict[int, ProcessHandle] = {}
        for handle in handles:
            assert isinstance(handle, WindowsProcess)
            try:
                numbers[handle.hold_for_exit()] = handle
            except NoSuchProcess:
                gone.append(handle)
        return gone or self._wait(numbers, timeout)

    def _wait(self, numbers: dict[int, ProcessHandle], timeout: float | None) -> list[ProcessHandle]:
        end = None if timeout is None else time.monotonic() + timeout
        waiting = list(numbers)
        slices = [waiting[i : i + TOGETHER] for i in range(0, len(waiting), TOGETHER)]
        patience = LONGEST_WAIT if len(slices) == 1 else LONGEST_LOOK
        while slices:
            for part in slices:
                left = patience if end is None else min(max(end - time.monotonic(), 0.0), patience)
                ended = self._calls("wait_processes", _native.process_wait, part, round(left * 1000))
                if ended is not None:
                    return [numbers[part[ended]]]
            if end is not None and time.monotonic() >= end:
                break
        return []

    @hookimpl
    def process_table(self, columns: Sequence[str], pids: Sequence[int] | None, workers: int) -> Table:
        """See :meth:`sysprobe.Host.process_table`. One call lists all processes; `workers` have nothing to do."""
        now = time.monotonic()
        rows = list(processes(self._calls, "process_table"))
        if pids is not None:
            wanted = frozenset(pids)
            rows = [row for row in rows if row.pid in wanted]
        rows.sort(key=lambda row: row.pid)
        series = []
        for name in columns:
            column, found = COLUMNS[name], values(self._calls, name, rows, self._names)
            if found is None:
                series.append(missing_series(name, column.kind, len(rows), column.unit))
            else:
                series.append(series_of(name, column.kind, found, column.unit))
        return Table(series, time=now)
