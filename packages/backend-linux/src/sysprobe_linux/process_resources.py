"""What one process uses: processor, memory, files, sockets, threads. Each answer names its file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from sysprobe.errors import AccessDenied, CapabilityUnavailable, ZombieProcess
from sysprobe.types.network import CONNECTION_KINDS
from sysprobe.types.process import (
    ContextSwitches,
    Delays,
    IOClass,
    IOPriority,
    MemoryArea,
    MemoryFootprint,
    MemoryInfo,
    MemoryInfoEx,
    OpenFile,
    PageFaults,
    ProcessCPUTimes,
    ProcessIO,
    ProcessStatus,
    Scheduler,
    SchedulerPolicy,
)

from sysprobe_linux import _native
from sysprobe_linux.process_attributes import About
from sysprobe_linux.process_columns import STATES

if TYPE_CHECKING:
    from sysprobe.types.network import Connection
    from sysprobe.types.process import Thread

POLICIES = (
    SchedulerPolicy.NORMAL,
    SchedulerPolicy.FIFO,
    SchedulerPolicy.ROUND_ROBIN,
    SchedulerPolicy.BATCH,
    SchedulerPolicy.ISO,
    SchedulerPolicy.IDLE,
    SchedulerPolicy.DEADLINE,
    SchedulerPolicy.EXTENSIBLE,
)
RESET_ON_FORK = 0x40000000
NANO = 1_000_000_000
#: Items of the parsed ``stat``: field i of proc_pid_stat(5) is item i - 2.
STATE, MINOR, CHILDREN_MINOR, MAJOR, CHILDREN_MAJOR = 1, 8, 9, 10, 11
USER, SYSTEM, CHILDREN_USER, CHILDREN_SYSTEM, NICE, THREADS = 12, 13, 14, 15, 17, 18
PROCESSOR, REALTIME, POLICY, BLOCKED = 37, 38, 39, 40


class Resources(About):
    """Attributes that say what a process uses."""

    __slots__ = ()

    # -- processor -------------------------------------------------------------------------------------------------

    def cpu_times(self) -> ProcessCPUTimes:
        """``stat``."""
        found, ticks = self.stat(), self._machine.ticks
        return ProcessCPUTimes(
            found[USER] / ticks,
            found[SYSTEM] / ticks,
            found[CHILDREN_USER] / ticks,
            found[CHILDREN_SYSTEM] / ticks,
            self._blocked(found),
        )

    def _blocked(self, stat: Sequence[Any]) -> float | None:
        """Seconds of waiting for block devices; the kernel says 0 where it does not count them."""
        waited: int | None = stat[BLOCKED] if len(stat) > BLOCKED else None
        if waited is None or (not waited and not self._machine.accounts_delays()):
            return None
        return waited / self._machine.ticks

    def cpu_num(self) -> int | None:
        """``stat``."""
        found = self.stat()
        return found[PROCESSOR] if len(found) > PROCESSOR else None

    def cpu_affinity(self) -> list[int]:
        """``sched_getaffinity``; of another machine ``status``, without processors that are switched off."""
        if self._machine.can_call():
            return self.asked("cpu_affinity", _native.process_affinity)
        allowed = self.needed(self.status_file()[1].cpus_allowed_list, "Cpus_allowed_list")
        cpus = list(_native.cpu_list(allowed.encode()))
        online = self._machine.online()
        return [cpu for cpu in cpus if cpu in online] if online is not None else cpus

    def nice(self) -> int:
        """``getpriority``; of another machine ``stat``."""
        if self._machine.can_call():
            return self.asked("nice", _native.process_nice)
        found: int = self.stat()[NICE]
        return found

    def ionice(self) -> IOPriority:
        """``ioprio_get``."""
        self._machine.require_live("ionice")
        return io_priority(self.asked("ionice", _native.process_ioprio))

    def scheduler(self) -> Scheduler | None:
        """``stat``."""
        found = self.stat()
        if len(found) <= POLICY:
            return None
        policy, priority = found[POLICY], found[REALTIME]
        kind = policy & ~RESET_ON_FORK
        known = POLICIES[kind] if 0 <= kind < len(POLICIES) else SchedulerPolicy.UNKNOWN
        # The kernel keeps SCHED_RESET_ON_FORK apart and does not show it here.
        return Scheduler(known, priority, True if policy & RESET_ON_FORK else None)

    def delays(self) -> Delays:
        """``schedstat`` and ``stat``."""
        waited = slices = None
        try:
            words = self.text("schedstat").split()
            if len(words) == 3:
                waited, slices = int(words[1]) / NANO, int(words[2])
        except (CapabilityUnavailable, ValueError):
            pass
        return Delays(waited, self._blocked(self.stat()), slices)

    def num_ctx_switches(self) -> ContextSwitches | None:
        """``status``."""
        if self.kept() is None:
            # The last lines alone: reading all others would take as long as the kernel needs to write them.
            both = _native.parse_process_switches(self.read(_native.process_record, "status"))
            if both is not None:
                return make_switches(*both)
        found = self.status_file()[0]
        return None if found.voluntary is None else ContextSwitches(found.voluntary, found.nonvoluntary)

    # -- memory ----------------------------------------------------------------------------------------------------

    def memory_info(self) -> MemoryInfo:
        """``statm``."""
        pages = self.parsed("statm", _native.parse_statm)
        size = self._machine.page_size or self._page_size(pages[0])
        return MemoryInfo(
            pages[1] * size, pages[0] * size, pages[2] * size, pages[3] * size, pages[5] * size, None, None
        )

    def _page_size(self, pages: int) -> int:
        """Of a recorded machine: the same size stands in ``status`` in KiB."""
        kib = self.status_file()[0].vm_size
        return kib * 1024 // pages if kib and pages else 4096

    def memory_info_ex(self) -> MemoryInfoEx:
        """``statm`` and ``status``."""
        plain, found = self.memory_info(), self.status_file()[0]
        return MemoryInfoEx(
            rss=plain.rss,
            vms=plain.vms,
            shared=plain.shared,
            text=plain.text,
            data=plain.data,
            peak_rss=_bytes(found.vm_hwm),
            peak_vms=_bytes(found.vm_peak),
            rss_anon=_bytes(found.rss_anon),
            rss_file=_bytes(found.rss_file),
            rss_shmem=_bytes(found.rss_shmem),
            swap=_bytes(found.vm_swap),
            hugetlb=_bytes(found.hugetlb_pages),
            locked=_bytes(found.vm_lck),
            pinned=_bytes(found.vm_pin),
            stack=_bytes(found.vm_stk),
            library=_bytes(found.vm_lib),
            page_tables=_bytes(found.vm_pte),
            wired=None,
            compressed=None,
            footprint=None,
            peak_footprint=None,
            virtual=None,
            peak_virtual=None,
            paged_pool=None,
            nonpaged_pool=None,
            peak_paged_pool=None,
            peak_nonpaged_pool=None,
        )

    def memory_footprint(self) -> MemoryFootprint | None:
        """``smaps_rollup``, else ``smaps``. Zeros for kernel threads, which have no memory of their own."""
        for name in ("smaps_rollup", "smaps"):
            try:
                text = self.text(name, kernel=b"")
            except CapabilityUnavailable:
                continue
            if not text and self._is_empty():
                return MemoryFootprint(0, 0, 0)
            found = _native.parse_footprint(text)
            if found is not None:
                return MemoryFootprint(*found)
        return None

    def _is_empty(self) -> bool:
        """Whether nothing is mapped; ZombieProcess where that is because it has ended."""
        if STATES.get(self.stat()[STATE]) is ProcessStatus.ZOMBIE:
            raise ZombieProcess(self.pid)
        return True

    def memory_maps(self) -> list[MemoryArea]:
        """``smaps``, else ``maps``."""
        try:
            text = self.text("smaps", kernel=b"")
        except CapabilityUnavailable:
            text = self.text("maps", kernel=b"")
        if not text and self._is_empty():
            return []
        return parse_smaps(text)

    def page_faults(self) -> PageFaults:
        """``stat``."""
        found = self.stat()
        return PageFaults(found[MINOR], found[MAJOR], found[CHILDREN_MINOR], found[CHILDREN_MAJOR])

    def oom_score(self) -> int | None:
        """``oom_score``."""
        return self.number("oom_score")

    def oom_score_adj(self) -> int | None:
        """``oom_score_adj``."""
        return self.number("oom_score_adj")

    # -- files and sockets -----------------------------------------------------------------------------------------

    def io_counters(self) -> ProcessIO | None:
        """``io``."""
        try:
            rchar, wchar, syscr, syscw, read, written, cancelled = self.parsed("io", _native.parse_process_io)
        except CapabilityUnavailable:
            return None
        if read is None or written is None:
            return None
        return ProcessIO(syscr, syscw, read, written, rchar, wchar, cancelled, None, None)

    def num_fds(self) -> int:
        """The size of ``fd`` (6.2), else its entries."""
        try:
            return self.read(_native.process_fd_count, "fd")
        except AccessDenied:
            # Size 0, and we may not list it: where sizes are counts (ours is not 0), that is an answer.
            if self._machine.sizes_are_counts() and STATES.get(self.stat()[STATE]) is not ProcessStatus.ZOMBIE:
                return 0
            raise

    def open_files(self) -> list[OpenFile]:
        """``fd`` and ``fdinfo``."""
        return self.read(read_open_files, "fd")

    def net_connections(self, kind: str) -> list[Connection]:
        """``fd`` and sock_diag, or the files in ``net``."""
        held = self.read(partial(_native.process_socket_owners, self.pid), "fd", b"")
        if not held:
            return []
        try:
            return self._machine.connections.of_process(self.pid, CONNECTION_KINDS[kind], held)
        except OSError as error:
            found: list[Connection] = self._answer(error, "net", [])
            return found

    # -- threads ---------------------------------------------------------------------------------------------------

    def num_threads(self) -> int:
        """``stat``."""
        found: int = self.stat()[THREADS]
        return found

    def threads(self) -> list[Thread]:
        """``task/*/stat``."""
        found = self.read(self._machine.read_threads, "task")
        if not found:
            self.check()  # a process without threads is gone
        return found


parse_smaps = _native.parse_smaps(MemoryArea)
read_open_files = _native.process_open_files(OpenFile)
make_switches = _native.record_maker(ContextSwitches)


@cache
def io_priority(value: int) -> IOPriority:
    """Of ``ioprio_get``: three bits of class, then hints (since 6.5), then three bits of level."""
    ioclass = value >> 13 & 7
    return IOPriority(IOClass(ioclass) if ioclass < 4 else IOClass.NONE, value & 7)


def _bytes(kib: int | None) -> int | None:
    return None if kib is None else kib * 1024
