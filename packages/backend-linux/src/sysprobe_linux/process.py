"""The process domain: one process at a time here, all at once in `process_table`."""

from __future__ import annotations

import math
import select
import time
from collections.abc import Sequence

from sysprobe.plugin import Context, hookimpl
from sysprobe.table import Table
from sysprobe.types.process_handle import ProcessHandle

from sysprobe_linux.process_actions import LinuxProcess
from sysprobe_linux.process_descriptors import Pidfd
from sysprobe_linux.process_machine import Machine
from sysprobe_linux.process_table import TableReader
from sysprobe_linux.procfs import Procfs

#: Seconds between two looks where there are no pidfds: the first, and the longest.
FIRST_PAUSE, LONGEST_PAUSE = 0.0001, 0.04
#: Descriptors that are left for looking where there are not enough for all pidfds.
SPARE = 8
#: Seconds that one poll(2) may wait.
LONGEST_POLL = 86_400


class Process:
    """Processes of a Linux machine."""

    def __init__(self, context: Context) -> None:
        procfs = Procfs(context.root)
        self._machine = Machine(procfs)
        self._table = TableReader(self._machine)

    @hookimpl
    def pids(self) -> list[int]:
        """See :meth:`sysprobe.Host.pids`."""
        return self._table.pids()

    @hookimpl
    def process_table(self, columns: Sequence[str], pids: Sequence[int] | None, workers: int) -> Table:
        """See :meth:`sysprobe.Host.process_table`."""
        return self._table.read(columns, pids, workers)

    @hookimpl
    def pid_exists(self, pid: int) -> bool:
        """See :meth:`sysprobe.Host.pid_exists`."""
        if pid <= 0 or pid > 0x7FFFFFFF:
            return False
        if self._machine.live:
            return self._machine.exists(pid)
        return self._machine.procfs.exists(f"{pid}/stat")

    @hookimpl
    def open_process(self, pid: int, identity: int | None) -> ProcessHandle:
        """See :meth:`sysprobe.Host.process`."""
        return LinuxProcess(self._machine, pid, identity)

    @hookimpl
    def wait_processes(self, handles: Sequence[ProcessHandle], timeout: float | None) -> list[ProcessHandle]:
        """One ``poll`` of all their pidfds; without those, looks at growing intervals."""
        self._machine.require_live("wait")
        processes = [handle for handle in handles if isinstance(handle, LinuxProcess)]
        pidfds: dict[int, tuple[Pidfd, LinuxProcess]] = {}
        ended: list[ProcessHandle] = []
        by_looking: list[LinuxProcess] = []
        for process in processes:
            found = process.waitable()
            if found is True:
                ended.append(process)
            elif found is None:
                by_looking.append(process)
            else:
                pidfds[found.fd] = (found, process)
        if by_looking:
            # Looking takes descriptors too, and pidfds may have taken the last ones.
            by_looking += [pidfds.popitem()[1][1] for _ in range(min(SPARE, len(pidfds)))]
        poll = select.poll()
        for fd in pidfds:
            poll.register(fd, select.POLLIN)
        end = None if timeout is None else time.monotonic() + timeout
        pause = FIRST_PAUSE
        while True:
            ended += [process for process in by_looking if process.has_ended()]
            left = 0.0 if ended else None if end is None else max(end - time.monotonic(), 0.0)
            wait = min(LONGEST_POLL if left is None else left, pause if by_looking else LONGEST_POLL)
            # Rounded up: a poll that comes back early would be called again for nothing.
            ended += [pidfds[fd][1] for fd, _ in poll.poll(math.ceil(wait * 1000))]
            if ended or (left is not None and left <= 0):
                return ended
            pause = min(pause * 2, LONGEST_PAUSE)
