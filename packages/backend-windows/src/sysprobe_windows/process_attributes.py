"""What can be asked about one process of Windows."""

from __future__ import annotations

import ntpath
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from sysprobe.errors import AccessDenied, CapabilityUnavailable, NoSuchProcess
from sysprobe.types import process as t
from sysprobe.types.network import CONNECTION_KINDS, Connection
from sysprobe.types.process_handle import ProcessHandle

from sysprobe_windows import _native
from sysprobe_windows.command_line import environment, split
from sysprobe_windows.connections import TABLES, connection_of
from sysprobe_windows.devices import devices, dos_path
from sysprobe_windows.held import DUPLICATE, QUERY_ALL, READ_MEMORY
from sysprobe_windows.processes import Row, name_of, started
from sysprobe_windows.regions import areas

if TYPE_CHECKING:
    from sysprobe_windows.calls import Calls
    from sysprobe_windows.held import Held
    from sysprobe_windows.open_files import Names

T = TypeVar("T")

KERNEL = frozenset((0, 4))
"""The idle process and the kernel's own: no program runs in them."""

SYSTEM = bytes((1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0))
"""S-1-5-18."""

# By Windows' numbers from 0.
WINDOWS_CLASSES = (
    t.IOClass.WINDOWS_VERY_LOW,
    t.IOClass.WINDOWS_LOW,
    t.IOClass.WINDOWS_NORMAL,
    t.IOClass.WINDOWS_HIGH,
)


class Attributes(ProcessHandle):
    """The part of a process that answers."""

    __slots__ = ()

    if TYPE_CHECKING:
        _calls: Calls
        _names: Names

        def row(self) -> Row: ...
        def open(self, rights: int = 0) -> Held: ...
        def _ask(self, rights: int, function: Callable[..., T], *arguments: object) -> T: ...
        def _refused(self, error: OSError) -> Exception: ...
        def _look_again(self) -> None: ...

    def ppid(self) -> int:
        """Who started it; 0 without one."""
        return self.row().ppid

    def name(self) -> str:
        """The executable's name."""
        return name_of(self.row())

    def exe(self) -> str | None:
        """QueryFullProcessImageName; without a handle the kernel's own list of names, which hides nothing."""
        if self.pid in KERNEL:
            return ""
        try:
            return self._ask(0, _native.process_image)
        except AccessDenied:
            found = self._calls.if_there("Process.exe", _native.process_image_of, self.pid)
            self._look_again()  # it was still this process
            if found is None:
                raise
            # Memory compression and the registry have a name there, but no program.
            return dos_path(found, devices()) if found.startswith("\\") else ""

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
        r"""DOMAIN\\name; the SID of an account without one. The kernel's own run as the system."""
        return _native.account(SYSTEM) if self.pid in KERNEL else self._ask(0, _native.process_account)

    def cpu_times(self) -> t.ProcessCPUTimes:
        """From the list."""
        row = self.row()
        return t.ProcessCPUTimes(row.user_time / 1e7, row.kernel_time / 1e7, None, None, None)

    def cpu_affinity(self) -> list[int]:
        """CPUs of its processor group. Of a process in several groups Windows does not tell them."""
        mask, _there = self._ask(0, _native.process_affinity)
        if mask == 0:
            raise CapabilityUnavailable("Process.cpu_affinity", "the process has threads in several processor groups")
        return cpus_of(mask)

    def nice(self) -> int:
        """The priority class."""
        return priority_of(self._ask(0, _native.process_priority))

    def ionice(self) -> t.IOPriority:
        """NtQueryInformationProcess(ProcessIoPriority)."""
        found = self._ask(0, _native.process_io_priority)
        if found >= len(WINDOWS_CLASSES):  # 4 is the kernel's own
            raise CapabilityUnavailable("Process.ionice", f"Windows tells the unknown I/O priority {found}")
        return t.IOPriority(WINDOWS_CLASSES[found], None)

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

    def memory_footprint(self) -> t.MemoryFootprint | None:
        """From the pages of the working set (QueryWorkingSet)."""
        if self.pid in KERNEL:
            return None
        return t.MemoryFootprint(self._ask(QUERY_ALL | READ_MEMORY, _native.process_unshared), None, None)

    def memory_maps(self) -> list[t.MemoryArea]:
        """What is reserved or committed of the address space. Resident bytes: as far as QueryWorkingSet tells them."""
        if self.pid in KERNEL:
            return []
        return areas(self._ask(QUERY_ALL | READ_MEMORY, _native.process_regions), devices())

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

    def open_files(self) -> list[t.OpenFile]:
        """Its handles, copied one by one and asked for their paths, each of which is told once."""
        if self.pid in KERNEL:
            return []
        held = self.open(QUERY_ALL | DUPLICATE)
        try:
            handles = _native.process_handles(held.number, self.pid)
        except OSError as error:
            raise self._refused(error) from None
        found = self._names(held, self.identity, handles)
        if held.ended():
            raise NoSuchProcess(self.pid)
        return [t.OpenFile(path, None, None, None, None) for path in dict.fromkeys(found)]

    def num_threads(self) -> int:
        """From the list."""
        return self.row().num_threads

    def net_connections(self, kind: str) -> list[Connection]:
        """Those of the tables that it owns."""
        connections: list[Connection] = []
        for number, table in enumerate(TABLES):
            if table in CONNECTION_KINDS[kind]:
                rows = self._calls("net_connections", _native.sockets, number)
                connections += [connection_of(table, row) for row in rows if row[-1] == self.pid]
        self._look_again()  # they were of this process all the time
        return connections

    def threads(self) -> list[t.Thread]:
        """From the list."""
        for created, threads in self._calls("open_process", _native.process_threads, self.pid):
            if created == self.identity:
                return [thread_of(*thread) for thread in threads]
        raise NoSuchProcess(self.pid)


def thread_of(number: int, user: int, kernel: int, suspended: bool) -> t.Thread:
    """The record of one thread; times in 100 ns."""
    status = t.ProcessStatus.STOPPED if suspended else t.ProcessStatus.RUNNING
    return t.Thread(number, user / 1e7, kernel / 1e7, None, status, None, None)


def cpus_of(mask: int) -> list[int]:
    """The CPUs of a group that a mask names."""
    return [cpu for cpu in range(64) if mask >> cpu & 1]


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
