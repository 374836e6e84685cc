"""Processes."""

from __future__ import annotations

from sysprobe.plugin import Context, hookimpl

from sysprobe_windows import _native
from sysprobe_windows.calls import Calls


class Process:
    """Processes of a Windows machine."""

    def __init__(self, context: Context) -> None:
        self._calls = Calls(context)

    @hookimpl
    def pids(self) -> list[int]:
        """See :func:`sysprobe.pids`. The idle process (0) is one of them."""
        return sorted(self._calls("pids", _native.pids))

    @hookimpl
    def pid_exists(self, pid: int) -> bool:
        """See :func:`sysprobe.pid_exists`."""
        if not 0 <= pid < 2**32:
            return False
        runs = self._calls("pid_exists", _native.process_runs, pid)
        return pid in self._calls("pid_exists", _native.pids) if runs is None else runs
