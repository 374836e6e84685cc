"""What all processes of one machine share: where their files are, units, the clock, and how many folders stay open."""

from __future__ import annotations

import os
import time
from collections import deque
from functools import partial
from typing import TYPE_CHECKING
from weakref import ref

from sysprobe.errors import BackendError, CapabilityUnavailable
from sysprobe.types.process import ProcessStatus, Thread

from sysprobe_linux import _native
from sysprobe_linux.accounts import Accounts
from sysprobe_linux.boottime import BootTime
from sysprobe_linux.connections import Connections
from sysprobe_linux.process_columns import STATES
from sysprobe_linux.procfs import Procfs
from sysprobe_linux.sysfs import Sysfs
from sysprobe_linux.terminals import Terminals

if TYPE_CHECKING:
    from sysprobe_linux.process_handle import Handle

#: Folders of processes that stay open between questions, at most, for each Host.
OPEN_FOLDERS = 32


class Machine:
    """Shared by every `Handle` of one Host."""

    def __init__(self, procfs: Procfs) -> None:
        self.procfs = procfs
        self.live = procfs.live
        self.path = procfs.path
        #: Whether it is a procfs, of whichever root, and no recorded files.
        self.own_kernel = procfs.own_kernel
        #: enum pinned_kind of csrc/pinned.h.
        self.kind = 2 if self.live else int(self.own_kernel)
        self.ticks: int = procfs.ticks
        self.read_threads = partial(_native.process_threads(Thread), STATES, ProcessStatus.UNKNOWN, self.ticks)
        #: Whether pidfds tell the owner; False once one did not.
        self.has_owners = True
        self.page_size = procfs.page_size
        self.terminals = Terminals(procfs)
        self.connections = Connections(procfs)
        self.accounts = Accounts(procfs.root)
        self._sysfs = Sysfs(procfs.root)
        self._open: deque[ref[Handle]] = deque()
        self._delays = procfs.keep("sys/kernel/task_delayacct")
        self._delays_read = float("-inf")
        self._delays_on: bool | None = None
        self._boot_time = BootTime(procfs)
        self._namespace: tuple[int, bool] | None = None

    # -- folders that stay open ------------------------------------------------------------------------------------

    def opened(self, handle: Handle) -> None:
        """`handle` has opened its folder: the one that did so longest ago closes its own, unless it is pinned."""
        self._open.append(ref(handle))
        if len(self._open) > OPEN_FOLDERS:
            try:
                oldest = self._open.popleft()()
            except IndexError:  # other threads were quicker
                return
            if oldest is not None and oldest is not handle:
                oldest.let_go()

    # -- system calls ----------------------------------------------------------------------------------------------

    def require_live(self, capability: str) -> None:
        """Refuse what takes a system call by pid, where that would reach another process than the files speak of."""
        if not self.live:
            raise CapabilityUnavailable(
                f"Process.{capability}", "only a system call tells, and that would be answered by this machine"
            )
        if not self.can_call():
            raise CapabilityUnavailable(
                f"Process.{capability}", "the /proc mounted here is of another pid namespace: its numbers are not ours"
            )

    def can_call(self) -> bool:
        """Whether system calls mean the same processes by the same numbers as this ``/proc`` does."""
        if not self.live:
            return False
        me = os.getpid()
        known = self._namespace
        if known is None or known[0] != me:
            known = self._namespace = (me, self.procfs.link("self") == str(me))
        return known[1]

    def inode(self, pid: int) -> int:
        """The inode of a pidfd of this process; 0 where that tells nothing. OSError as of ``pidfd_open``."""
        if not self.can_call():
            return 0
        try:
            return _native.pidfd_inode(pid)
        except OSError as error:
            if error.errno in NO_PIDFD:
                return 0
            raise

    def exists(self, pid: int) -> bool:
        """Whether there is a process (no thread) of this pid, whatever ``/proc`` shows."""
        if pid <= 0 or not self.can_call():
            return False
        try:
            _native.pidfd_inode(pid)
            return True
        except OSError as error:
            if error.errno not in NO_PIDFD:
                return False
        try:
            os.kill(pid, 0)
            return True
        except PermissionError:
            return True
        except OSError:
            return False

    def online(self) -> tuple[int, ...] | None:
        """Processors that are switched on; None: that is not told."""
        text = self._sysfs.read_or_none("devices/system/cpu/online")
        try:
            return None if text is None else _native.cpu_list(text.strip())
        except ValueError:
            return None

    def sizes_are_counts(self) -> bool:
        """Whether the size of ``/proc/PID/fd`` is the number of descriptors (Linux 6.2): of ourselves it is not 0."""
        if not self.live:
            return False
        try:
            return os.stat(f"{self.path}/self/fd").st_size > 0
        except OSError:
            return False

    # -- units -----------------------------------------------------------------------------------------------------

    def boot_time(self) -> float:
        """When the clock of start times was 0, seconds since 1970, as the clock is set now."""
        return self._boot_time.read()

    def accounts_delays(self) -> bool | None:
        """Whether the kernel adds up the time that processes wait for devices; None: it does not say.

        Kept for a second: reading it costs as much as reading what it is about.
        """
        now = time.monotonic()
        if now - self._delays_read > 1.0:
            try:
                self._delays_on = self._delays.read().strip() == b"1"
            except BackendError:
                self._delays_on = None
            self._delays_read = now
        return self._delays_on


#: errno of pidfd_open where there are none: an old kernel (ENOSYS), or a filter in a container (EPERM).
NO_PIDFD = (38, 1)
