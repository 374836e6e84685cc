"""One process of Windows: which one it is, waiting for it, and what can be done to it."""

from __future__ import annotations

import errno
import os
import signal as signals
from collections.abc import Callable, Sequence
from typing import TypeVar

from sysprobe.errors import AccessDenied, NoSuchProcess
from sysprobe.oneshot import Oneshot
from sysprobe.types import process as t

from sysprobe_windows import _native
from sysprobe_windows.calls import Calls, translated
from sysprobe_windows.held import SET, SUSPEND, TERMINATE, Held
from sysprobe_windows.open_files import Names
from sysprobe_windows.process_attributes import WINDOWS_CLASSES, Attributes, cpus_of
from sysprobe_windows.processes import Row, one_process

T = TypeVar("T")

OTHER = "process no longer exists, and its number belongs to another one now"

# Reading a process that is just being started or ended finds part of it only; psutil asks 33 times.
TRIES = 33

# What can be sent beside an end: events of a console, which Windows numbers as Python's `signal` does.
CONSOLE_EVENTS = frozenset((0, 1))


class WindowsProcess(Attributes):
    """A process of Windows: its row in the list of all, and handles that are opened for what the list does not have.

    Whoever is asked by a handle was compared with the identity, the time of its start, while the handle was open.
    """

    __slots__ = ("__weakref__", "_calls", "_held", "_kept", "_names", "identity", "pid")

    def __init__(self, calls: Calls, pid: int, identity: int | None, names: Names) -> None:
        self.pid = pid
        self.identity = identity
        self._calls = calls
        self._names = names
        self._kept: Oneshot[str] = Oneshot()
        self._held: Held | None = None
        if identity is None:
            self.identity = self.row().created

    # -- identity --------------------------------------------------------------------------------------------------

    def row(self) -> Row:
        """What the list says of it now (within `begin_oneshot`: said first)."""
        kept = self._kept.current()
        if kept:
            known: Row = kept["row"]  # type: ignore[assignment]  # nothing else is kept
            return known
        row = one_process(self._calls, self.pid)
        if row is None:
            raise NoSuchProcess(self.pid)
        if self.identity is not None and row.created != self.identity:
            raise NoSuchProcess(self.pid, message=OTHER)
        if kept is not None:
            kept["row"] = row
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
            self._look_again()  # Windows refuses what is gone, too
        except NoSuchProcess as gone:
            return gone
        return AccessDenied(self.pid)

    def _look_again(self) -> None:
        """Whether it is still there, whatever was known: `NoSuchProcess`."""
        self._kept.forget()
        self.row()

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
            self._kept.forget()
            self.row()
            return self._calls("open_process", _native.process_runs, self.pid) is not False
        except NoSuchProcess:
            return False

    def begin_oneshot(self) -> None:
        """Keep the row."""
        self._kept.begin()

    def end_oneshot(self) -> None:
        """Forget it."""
        self._kept.end()

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

    def send_signal(self, signal: int) -> None:
        """SIGTERM ends it; CTRL_C_EVENT and CTRL_BREAK_EVENT reach the console group that it leads."""
        if signal == signals.SIGTERM:
            self.terminate()
        elif signal in CONSOLE_EVENTS:
            held = self.open()
            if held.ended():
                raise NoSuchProcess(self.pid)
            try:
                os.kill(self.pid, signal)  # while the handle is open nobody gets the number
            except OSError as error:
                raise self._refused(error) from None
        else:
            raise ValueError("Windows knows SIGTERM, CTRL_C_EVENT and CTRL_BREAK_EVENT only")

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
        """SetProcessAffinityMask: CPUs of the process' group, at most 64; of none all that there are."""
        _mask, there = self._ask(0, _native.process_affinity)
        wanted = sum(1 << cpu for cpu in set(cpus)) or there
        if beyond := cpus_of(wanted & ~there) or [cpu for cpu in cpus if cpu >= 64]:
            raise ValueError(f"no such processor in the group of the process: {beyond[0]}")
        self._ask(SET, _native.process_set_affinity, wanted)

    def set_ionice(self, ioclass: t.IOClass, value: int | None) -> None:
        """NtSetInformationProcess(ProcessIoPriority): the classes of Windows. High takes a privilege."""
        if ioclass not in WINDOWS_CLASSES or value is not None:
            raise ValueError("Windows knows the classes WINDOWS_VERY_LOW to WINDOWS_HIGH, which have no values")
        self._ask(SET, _native.process_set_io_priority, ioclass - WINDOWS_CLASSES[0])
