"""One process of Windows."""

from __future__ import annotations

import errno
import ntpath
from collections.abc import Callable, Sequence
from typing import Any, ParamSpec, TypeVar

from sysprobe.errors import AccessDenied, NoSuchProcess
from sysprobe.types import process as t
from sysprobe.types.network import CONNECTION_KINDS, Connection
from sysprobe.types.process_handle import ProcessHandle

from sysprobe_windows import _native
from sysprobe_windows.calls import Calls, translated
from sysprobe_windows.command_line import environment, split
from sysprobe_windows.connections import TABLES, connection_of
from sysprobe_windows.processes import Row, name_of, one_process, started

P = ParamSpec("P")
T = TypeVar("T")

# Rights of OpenProcess.
TERMINATE, READ_MEMORY, SET, SUSPEND, QUERY, WAIT = 0x1, 0x10, 0x200, 0x800, 0x1000, 0x100000

KERNEL = frozenset((0, 4))
"""The idle process and the kernel's own: no program runs in them."""

OTHER = "process no longer exists, and its number belongs to another one now"

# Reading a process that is just being started or ended finds part of it only; psutil asks 33 times.
TRIES = 33


class Held:
    """A handle of a process, closed when nobody needs it any more. While it is open nobody gets the pid."""

    __slots__ = ("number",)

    def __init__(self, pid: int, rights: int) -> None:
        self.number = _native.process_open(pid, rights | QUERY | WAIT)

    def __del__(self) -> None:
        number = getattr(self, "number", None)
        if number is not None:
            _native.process_close(number)

    def ended(self) -> bool:
        """Whether it has."""
        return _native.process_wait((self.number,), 0) is not None


class WindowsProcess(ProcessHandle):
    """A process of Windows: its row in the list of all, and handles that are opened for what the list does not have.

    Whoever is asked by a handle was compared with the identity, the time of its start, while the handle was open.
    """

    __slots__ = ("__weakref__", "_calls", "_held", "_oneshot", "_row", "identity", "pid")

    def __init__(self, calls: Calls, pid: int, identity: int | None) -> None:
        self.pid = pid
        self.identity = identity
        self._calls = calls
        self._row: Row | None = None
        self._oneshot = False
        self._held: Held | None = None
        if identity is None:
            self.identity = self.row().created

    # -- identity --------------------------------------------------------------------------------------------------

    def row(self) -> Row:
        """What the list says of it now (within `begin_oneshot`: said first)."""
        if self._row is not None:
            return self._row
        row = one_process(self._calls, self.pid)
        if row is None:
            raise NoSuchProcess(self.pid)
        if self.identity is not None and row.created != self.identity:
            raise NoSuchProcess(self.pid, message=OTHER)
        if self._oneshot:
            self._row = row
        return row

    def open(self, rights: int = 0) -> Held:
        """A handle of this very process, which may have ended. `NoSuchProcess`, `AccessDenied`."""
        try:
            held = Held(self.pid, rights)
            if _native.process_created(held.number) != self.identity:
                raise NoSuchProcess(self.pid, message=OTHER)
        except OSError as error:
            raise self._refused(error) from None
        return held

    def _ask(self, rights: int, function: Callable[..., T], *arguments: object) -> T:
        """What a function of the C module says of a handle, which it gets first."""
        held = self.open(rights)
        tries = TRIES
        while True:
            try:
                if held.ended():
                    raise NoSuchProcess(self.pid)
                return function(held.number, *arguments)
            except OSError as error:
                tries -= 1
                if error.errno != errno.EAGAIN or not tries:
                    raise self._refused(error) from None

    def _refused(self, error: OSError) -> Exception:
        if error.errno == errno.ENOENT:
            return NoSuchProcess(self.pid)
        if error.errno not in (errno.EACCES, errno.EAGAIN):
            return translated("Process", error)
        try:
            self._row = None
            self.row()  # Windows refuses what is gone, too
        except NoSuchProcess as gone:
            return gone
        return AccessDenied(self.pid)

    def pin(self) -> None:
        """Keep a handle open: so long nobody gets the pid."""
        self._held = self.open()
        if self._held.ended():
            self._held = None
            raise NoSuchProcess(self.pid)

    def close(self) -> None:
        """Close it."""
        self._held = None

    def is_running(self) -> bool:
        """Whether it runs; the list has those, too, that have ended and of which somebody holds a handle."""
        try:
            self._row = None
            self.row()
            return self._calls("open_process", _native.process_runs, self.pid) is not False
        except NoSuchProcess:
            return False

    def begin_oneshot(self) -> None:
        """Keep the row."""
        self._oneshot = True

    def end_oneshot(self) -> None:
        """Forget it."""
        self._oneshot = False
        self._row = None

    # -- waiting ---------------------------------------------------------------------------------------------------

    def hold_for_exit(self) -> int:
        """The number of a handle that is kept, so that the exit code can be asked for afterwards."""
        if self._held is None:
            self._held = self.open()
        return self._held.number

    def exit_code(self) -> int | None:
        """What it ended with, whoever's child it was. None: it ended unseen."""
        held, self._held = self._held, None
        if held is None:
            return None
        try:
            return _native.process_exit_code(held.number)
        except OSError as error:
            raise self._refused(error) from None

    # -- actions ---------------------------------------------------------------------------------------------------

    def terminate(self) -> None:
        """TerminateProcess, with exit code 15 (SIGTERM) as psutil does."""
        self._ask(TERMINATE, _native.process_terminate, 15)

    def kill(self) -> None:
        """The same: Windows knows one way."""
        self.terminate()

    def suspend(self) -> None:
        """NtSuspendProcess."""
        self._ask(SUSPEND, _native.process_suspend)

    def resume(self) -> None:
        """NtResumeProcess."""
        self._ask(SUSPEND, _native.process_resume)

    def set_nice(self, value: int) -> None:
        """SetPriorityClass; the values are those of `ProcessPriority`."""
        self._ask(SET, _native.process_set_priority, int(value))

    def set_cpu_affinity(self, cpus: Sequence[int]) -> None:
        """SetProcessAffinityMask: CPUs of the process' group, at most 64."""
        mask = 0
        for cpu in cpus:
            if not 0 <= cpu < 64:
                raise ValueError(f"there is no CPU {cpu}")
            mask |= 1 << cpu
        self._ask(SET, _native.process_set_affinity, mask)

    # -- attributes ------------------------------------------------------------------------------------------------

    def ppid(self) -> int:
        """Who started it; 0 without one."""
        return self.row().ppid

    def name(self) -> str:
        """The executable's name."""
        return name_of(self.row())

    def exe(self) -> str | None:
        """QueryFullProcessImageName."""
        return "" if self.pid in KERNEL else self._ask(0, _native.process_image)

    def cmdline(self) -> list[str]:
        """NtQueryInformationProcess (8.1), else the process' own memory."""
        if self.pid in KERNEL:
            return []
        return split(self._ask(self._memory_if_needed(), _native.process_command_line) or "")

    def _memory_if_needed(self) -> int:
        """The right to read the memory where one may have it: an older Windows has the command line nowhere else."""
        try:
            self.open(READ_MEMORY)
        except AccessDenied:
            return 0
        return READ_MEMORY

    def environ(self) -> dict[str, str]:
        """From the process' own memory, as it is now."""
        return environment(self._ask(READ_MEMORY, _native.process_environment) or "")

    def cwd(self) -> str | None:
        """From the process' own memory."""
        folder = self._ask(READ_MEMORY, _native.process_directory)
        return None if folder is None else ntpath.normpath(folder)

    def create_time(self) -> float:
        """Seconds since 1970."""
        return started(self._calls, self.row())

    def status(self) -> t.ProcessStatus:
        """Stopped if every thread is suspended."""
        return t.ProcessStatus.STOPPED if self.row().suspended else t.ProcessStatus.RUNNING

    def session(self) -> int | None:
        """The Remote Desktop session."""
        return self.row().session

    def username(self) -> str:
        r"""DOMAIN\\name."""
        return self._ask(0, _native.process_account)

    def cpu_times(self) -> t.ProcessCPUTimes:
        """From the list."""
        row = self.row()
        return t.ProcessCPUTimes(row.user_time / 1e7, row.kernel_time / 1e7, None, None, None)

    def cpu_affinity(self) -> list[int]:
        """CPUs of its processor group."""
        mask = self._ask(0, _native.process_affinity)
        return [cpu for cpu in range(64) if mask >> cpu & 1]

    def nice(self) -> int:
        """The priority class."""
        return priority_of(self._ask(0, _native.process_priority))

    def num_ctx_switches(self) -> t.ContextSwitches | None:
        """Sum over the threads that live."""
        return t.ContextSwitches(self.row().context_switches, None)

    def memory_info(self) -> t.MemoryInfo:
        """From the list."""
        row = self.row()
        return t.MemoryInfo(
            row.working_set, row.private_bytes, None, None, None, row.peak_working_set, row.peak_private_bytes
        )

    def memory_info_ex(self) -> t.MemoryInfoEx:
        """From the list."""
        row = self.row()
        fields: dict[str, Any] = dict.fromkeys(t.MemoryInfoEx.__annotations__)
        fields |= memory_of(row)
        return t.MemoryInfoEx(**fields)

    def page_faults(self) -> t.PageFaults:
        """From the list; Windows counts to 2³²."""
        row = self.row()
        return t.PageFaults((row.page_faults - row.hard_faults) % 2**32, row.hard_faults, None, None)

    def io_counters(self) -> t.ProcessIO | None:
        """From the list: everything that is read and written, files or not."""
        r = self.row()
        return t.ProcessIO(
            r.read_count, r.write_count, r.read_bytes, r.write_bytes, None, None, None, r.other_count, r.other_bytes
        )

    def num_fds(self) -> int:
        """Handles."""
        return self.row().num_handles

    def num_threads(self) -> int:
        """From the list."""
        return self.row().num_threads

    def net_connections(self, kind: str) -> list[Connection]:
        """Those of the tables that it owns."""
        self.row()
        connections: list[Connection] = []
        for number, table in enumerate(TABLES):
            if table in CONNECTION_KINDS[kind]:
                rows = self._calls("net_connections", _native.sockets, number)
                connections += [connection_of(table, row) for row in rows if row[-1] == self.pid]
        return connections

    def threads(self) -> list[t.Thread]:
        """From the list."""
        self.row()
        threads = self._calls("open_process", _native.process_threads, self.pid)
        stopped, running = t.ProcessStatus.STOPPED, t.ProcessStatus.RUNNING
        return [
            t.Thread(number, user / 1e7, kernel / 1e7, None, stopped if suspended else running, None, None)
            for number, user, kernel, suspended in threads
        ]


def priority_of(value: int) -> int:
    """The member of `ProcessPriority` where there is one."""
    from sysprobe.types.process_enums import ProcessPriority

    try:
        return ProcessPriority(value)
    except ValueError:
        return value


def memory_of(row: Row) -> dict[str, int]:
    """Fields of `MemoryInfoEx`, and columns, by name."""
    return {
        "rss": row.working_set,
        "vms": row.private_bytes,
        "peak_rss": row.peak_working_set,
        "peak_vms": row.peak_private_bytes,
        "virtual": row.virtual_size,
        "peak_virtual": row.peak_virtual_size,
        "paged_pool": row.paged_pool,
        "nonpaged_pool": row.nonpaged_pool,
        "peak_paged_pool": row.peak_paged_pool,
        "peak_nonpaged_pool": row.peak_nonpaged_pool,
    }
