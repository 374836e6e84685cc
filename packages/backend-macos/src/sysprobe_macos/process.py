"""Processes: ``proc_listpids``, and ``sysctl(KERN_PROC_ALL)`` for the list with all that it tells."""

from __future__ import annotations

from collections.abc import Sequence

from sysprobe.errors import CapabilityUnavailable, NoSuchProcess
from sysprobe.plugin import Context, hookimpl
from sysprobe.table import Table
from sysprobe.types.process_handle import ProcessHandle

from sysprobe_macos import _native, waiting
from sysprobe_macos.about import Entry
from sysprobe_macos.handle import Handle
from sysprobe_macos.identity import identify
from sysprobe_macos.kernel import NOT_THIS_MACHINE, ask
from sysprobe_macos.process_table import read_table


class Process:
    """Processes of a Mac."""

    def __init__(self, context: Context) -> None:
        self._context = context

    @hookimpl
    def pids(self) -> list[int]:
        """See :meth:`sysprobe.Host.pids`. Zombies are among them, and process 0, which ``proc_listpids`` leaves out on
        some systems though it can be asked about.
        """
        found = set(ask(self._context, "pids", _native.pids))
        if 0 not in found and self._exists(0):
            found.add(0)
        return sorted(found)

    @hookimpl
    def pid_exists(self, pid: int) -> bool:
        """See :meth:`sysprobe.Host.pid_exists`. Everybody may ask the process list about everybody."""
        self._live("pid_exists")
        return 0 <= pid < 2**31 and self._exists(pid)

    @hookimpl
    def open_process(self, pid: int, identity: int | None) -> ProcessHandle:
        """See :class:`sysprobe.Process`."""
        self._live("open_process")
        return Handle(pid, identity)

    @hookimpl
    def wait_processes(self, handles: Sequence[ProcessHandle], timeout: float | None) -> list[ProcessHandle]:
        """See :mod:`sysprobe_macos.waiting`."""
        self._live("wait_processes")
        return [*waiting.wait([handle for handle in handles if isinstance(handle, Handle)], timeout)]

    @hookimpl
    def process_table(self, columns: Sequence[str], pids: Sequence[int] | None, workers: int) -> Table:
        """See :meth:`sysprobe.Host.process_table`. `workers` help nothing here: the list is one call."""
        found = {entry.pid: entry for entry in self.entries()}
        wanted = sorted(found) if pids is None else pids
        entries = [found[pid] for pid in wanted if pid in found]
        return read_table(entries, columns, self._total_memory)

    def entries(self) -> list[Entry]:
        """The process list: one call for all processes, for everybody."""
        return [Entry._make(one) for one in ask(self._context, "process_table", _native.processes)]

    def _total_memory(self) -> int | None:
        return ask(self._context, "process_table", lambda: _native.system_number("hw.memsize"))

    def _live(self, capability: str) -> None:
        if not self._context.live:
            raise CapabilityUnavailable(capability, NOT_THIS_MACHINE)

    @staticmethod
    def _exists(pid: int) -> bool:
        try:
            identify(pid)
        except NoSuchProcess:
            return False
        return True
