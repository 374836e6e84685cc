"""What one process tells: ``sysctl(KERN_PROC_PID)`` for what everybody may know, libproc for the rest."""

from __future__ import annotations

import errno
import os
import pwd
from collections.abc import Callable
from typing import NamedTuple, Self, TypeVar

from sysprobe.errors import AccessDenied, BackendError, NoSuchProcess, SysprobeError, ZombieProcess
from sysprobe.oneshot import Oneshot
from sysprobe.types import process as t
from sysprobe.types.network import CONNECTION_KINDS, Connection
from sysprobe.types.process_handle import ProcessHandle

from sysprobe_macos import _native, connections
from sysprobe_macos.identity import REUSED, ZOMBIE, Identity, identify, wrong
from sysprobe_macos.kernel import failed, malformed
from sysprobe_macos.regions import Region, area, footprint, named, unit
from sysprobe_macos.terminals import terminal

T = TypeVar("T")

STATES = {
    1: t.ProcessStatus.IDLE,
    2: t.ProcessStatus.RUNNING,
    3: t.ProcessStatus.SLEEPING,
    4: t.ProcessStatus.STOPPED,
    ZOMBIE: t.ProcessStatus.ZOMBIE,
}
THREAD_STATES = {
    1: t.ProcessStatus.RUNNING,
    2: t.ProcessStatus.STOPPED,
    3: t.ProcessStatus.SLEEPING,
    4: t.ProcessStatus.DISK_SLEEP,
    5: t.ProcessStatus.STOPPED,
}
FULL = 2**31 - 1  # a counter of proc_taskinfo that has come here stays here
NAME_SIZE = 16  # MAXCOMLEN: a longer name is cut


class Entry(NamedTuple):
    """What the kernel's process list tells of one process."""

    pid: int
    ppid: int
    group: int
    tty: int
    flags: int
    session_flags: int
    status: int
    nice: int
    started: int
    name: str
    real_uid: int
    effective_uid: int
    saved_uid: int
    real_gid: int
    effective_gid: int
    saved_gid: int


class About(ProcessHandle):
    """One process. It holds nothing: macOS has no descriptor that would pin a process.

    Every answer is of the process that was named: after a reading the identity is compared once more. Between that
    comparison and a signal there is a gap of some microseconds which the system gives no means to close.
    """

    def __init__(self, pid: int, identity: int | None) -> None:
        self.pid = pid
        self._number = identify(pid).number if identity is None else identity
        self.identity = self._number
        self._kept: Oneshot[object] = Oneshot()

    @classmethod
    def of_entry(cls, entry: Entry) -> Self:
        """The process that the list told of, read once for all. NoSuchProcess if it is not there any more."""
        now = identify(entry.pid)
        if now.started != entry.started:
            raise NoSuchProcess(entry.pid, message=REUSED)
        handle = cls(entry.pid, now.number)
        handle._kept.begin({_native.process: tuple(entry)})
        return handle

    # -- identity -------------------------------------------------------------------------------------------------

    def pin(self) -> None:
        """NoSuchProcess if the process is gone; there is nothing to hold on to."""
        self._check()

    def close(self) -> None:
        """Nothing is held."""

    def is_running(self) -> bool:
        """Whether it is still there; a zombie is."""
        try:
            self._check()
        except NoSuchProcess:
            return False
        return True

    def begin_oneshot(self) -> None:
        """Keep what is read."""
        self._kept.begin()

    def end_oneshot(self) -> None:
        """Forget it."""
        self._kept.end()

    def _check(self) -> Identity:
        now = identify(self.pid)
        if now.number != self._number:
            raise NoSuchProcess(self.pid, message=REUSED)
        return now

    def _read(self, call: Callable[[int], T]) -> T:
        """What a call answers for this process, and for no other one of its pid."""
        kept = self._kept.current()
        if kept is not None and call in kept:
            return kept[call]  # type: ignore[return-value]  # T by its key
        try:
            answer = call(self.pid)
        except OSError as error:
            raise wrong(self.pid, self._number, error) from error
        self._check()
        if kept is not None:
            kept[call] = answer
        return answer

    def _entry(self) -> Entry:
        return Entry._make(self._read(_native.process))

    # -- what everybody may know ------------------------------------------------------------------------------------

    def ppid(self) -> int:
        """``e_ppid``."""
        return self._entry().ppid

    def name(self) -> str:
        """``p_comm``; a name that fills it is completed from the executable's path if that may be read."""
        short = self._entry().name
        if len(os.fsencode(short)) < NAME_SIZE:
            return short
        try:
            whole = os.path.basename(self.exe())
        except SysprobeError:
            return short
        return whole if whole.startswith(short) else short

    def create_time(self) -> float:
        """``p_starttime``, as it was when the process started."""
        return self._entry().started / 1e6

    def status(self) -> t.ProcessStatus:
        """``p_stat``. It calls all that live runnable: whether a thread runs is asked of those that may be asked."""
        entry = self._entry()
        status = STATES.get(entry.status, t.ProcessStatus.UNKNOWN)
        if status is not t.ProcessStatus.RUNNING:
            return status
        try:
            running = self._read(_native.task_info)[8]
        except (AccessDenied, BackendError):
            return status
        except ZombieProcess:
            return t.ProcessStatus.ZOMBIE
        return status if running else t.ProcessStatus.SLEEPING

    def kernel_thread(self) -> bool:
        """Process 0 is the kernel; its threads are no processes."""
        return self._entry().pid == 0

    def process_group(self) -> int:
        """``e_pgid``."""
        return self._entry().group

    def terminal(self) -> str | None:
        """``e_tdev``, and what of ``/dev`` has that number."""
        return terminal(self._entry().tty)

    def nice(self) -> int:
        """``p_nice``."""
        return self._entry().nice

    def uids(self) -> t.Ids:
        """``e_pcred`` and ``e_ucred``."""
        entry = self._entry()
        return t.Ids(entry.real_uid, entry.effective_uid, entry.saved_uid)

    def gids(self) -> t.Ids:
        """``e_pcred`` and the first group of ``e_ucred``."""
        entry = self._entry()
        return t.Ids(entry.real_gid, entry.effective_gid, entry.saved_gid)

    def username(self) -> str:
        """Name of the real user."""
        uid = self._entry().real_uid
        try:
            return pwd.getpwuid(uid).pw_name
        except KeyError:
            return str(uid)

    # -- what the same user and root may know -----------------------------------------------------------------------

    def cpu_times(self) -> t.ProcessCPUTimes:
        """``pti_total_user`` and ``_system``, ``ri_child_*_time``: ticks of ``hw.tbfrequency``, also under Rosetta."""
        own = self._read(_native.task_info)[2:4]
        children = self._read(_native.resource_usage)[5:7]
        try:
            frequency = _native.system_number("hw.tbfrequency")
        except OSError as error:
            raise failed(error) from error
        if not frequency:
            raise malformed("hw.tbfrequency", "how long a tick is, is not told")
        user, system, children_user, children_system = (ticks / frequency for ticks in (*own, *children))
        return t.ProcessCPUTimes(user, system, children_user, children_system, None)

    def memory_info(self) -> t.MemoryInfo:
        """``pti_resident_size`` and ``pti_virtual_size``."""
        found = self._read(_native.task_info)
        return t.MemoryInfo(found[1], found[0], None, None, None, None, None)

    def memory_info_ex(self) -> t.MemoryInfoEx:
        """The same, and ``ri_phys_footprint``, ``ri_lifetime_max_phys_footprint``, ``ri_wired_size``."""
        memory = self.memory_info()
        now, peak, wired, *_ = self._read(_native.resource_usage)
        # fmt: off
        return t.MemoryInfoEx(
            memory.rss, memory.vms, None, None, None, peak_rss=None, peak_vms=None, rss_anon=None, rss_file=None,
            rss_shmem=None, swap=None, hugetlb=None, locked=None, pinned=None, stack=None, library=None,
            page_tables=None, wired=wired, compressed=None, footprint=now, peak_footprint=peak, virtual=None,
            peak_virtual=None, paged_pool=None, nonpaged_pool=None, peak_paged_pool=None, peak_nonpaged_pool=None,
        )
        # fmt: on

    def io_counters(self) -> t.ProcessIO:
        """``ri_diskio_bytesread`` and ``ri_diskio_byteswritten``; calls are not counted."""
        _, _, _, read, written, _, _ = self._read(_native.resource_usage)
        return t.ProcessIO(None, None, read, written, None, None, None, None, None)

    def num_fds(self) -> int:
        """``PROC_PIDLISTFDS``."""
        return self._read(_native.descriptor_count)

    def open_files(self) -> list[t.OpenFile]:
        """``PROC_PIDLISTFDS``, and ``PROC_PIDFDVNODEPATHINFO`` for each that has a file."""
        return [t.OpenFile(path, number, None, None, None) for number, path in self._read(_native.open_files)]

    def page_faults(self) -> t.PageFaults:
        """``pti_faults`` and ``pti_pageins``. Older kernels count to 2^32 and go on at 0, newer ones stop at 2^31."""
        found = self._read(_native.task_info)
        if FULL in found[4:6]:
            raise malformed("proc_pidinfo(PROC_PIDTASKINFO)", f"counts no further than {FULL} faults")
        return t.PageFaults((found[4] - found[5]) % 2**32, found[5], None, None)

    def num_ctx_switches(self) -> t.ContextSwitches | None:
        """``pti_csw``; None when that has come to 2^31, where newer kernels count no further."""
        found = self._read(_native.task_info)[6]
        return None if found == FULL else t.ContextSwitches(found, None)

    def num_threads(self) -> int:
        """``pti_threadnum``."""
        return self._read(_native.task_info)[7]

    def threads(self) -> list[t.Thread]:
        """``PROC_PIDLISTTHREADIDS``, and ``PROC_PIDTHREADID64INFO`` for each: those that end meanwhile are left out."""
        return [
            t.Thread(number, user / 1e9, system / 1e9, name or None, THREAD_STATES.get(state), None, None)
            for number, user, system, state, name in self._read(_native.threads)
        ]

    def net_connections(self, kind: str) -> list[Connection]:
        """``PROC_PIDLISTFDS``, and ``PROC_PIDFDSOCKETINFO`` for each that is a socket."""
        return connections.of_process(self.pid, self._read(_native.sockets), CONNECTION_KINDS[kind])

    def exe(self) -> str:
        """``proc_pidpath``; empty for the kernel and where the file is gone."""
        if self.pid == 0:
            return ""
        try:
            return self._read(_native.executable)
        except BackendError as error:
            if error.errno == errno.ENOENT:
                return ""
            raise

    def cwd(self) -> str:
        """``PROC_PIDVNODEPATHINFO``."""
        return self._read(_native.directory)

    def cmdline(self) -> list[str]:
        """``KERN_PROCARGS2``."""
        return [os.fsdecode(text) for text in self._arguments()[0]]

    def environ(self) -> dict[str, str]:
        """``KERN_PROCARGS2``; that of a program that the system protects is withheld, from root too. Of equal names the
        first counts.
        """
        answer: dict[str, str] = {}
        found = self._arguments()[1]
        if found is None:
            raise AccessDenied(self.pid, message="the system protects the environment of this program")
        for text in found:
            key, equals, value = text.partition(b"=")
            if equals:
                answer.setdefault(os.fsdecode(key), os.fsdecode(value))
        return answer

    def _arguments(self) -> tuple[list[bytes], list[bytes] | None]:
        if self.pid == 0:
            return [], []
        try:
            _, arguments, environment = self._read(_native.arguments)
        except BackendError as error:
            # EINVAL is all that this call says; of living processes it refuses those of other users.
            if error.errno == errno.EINVAL and os.geteuid() not in (0, self._entry().effective_uid):
                raise AccessDenied(self.pid) from error
            raise
        return arguments.split(b"\0")[:-1], None if environment is None else environment.split(b"\0")[:-1]

    def memory_maps(self) -> list[t.MemoryArea]:
        """Walk over all regions, see `sysprobe_macos.regions`. What goes away in the middle raises NoSuchProcess."""
        regions, size = self._regions()
        return [area(region, size) for region in regions]

    def memory_footprint(self) -> t.MemoryFootprint:
        """The same walk."""
        return footprint(*self._regions())

    def _regions(self) -> tuple[list[Region], int]:
        """The regions, and the size of their pages. ``hw.pagesize``: of the calling process' own, Rosetta or not."""
        regions = named(self._read(_native.memory_regions))
        try:
            own = _native.system_number("hw.pagesize")
        except OSError as error:
            raise failed(error) from error
        if not own:
            raise malformed("hw.pagesize", "how large a page is, is not told")
        return regions, unit(own, regions)
