"""psutil's Process: identity, errors and control; what it answers stands in _attributes.py."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from functools import cache
from typing import Any

import sysprobe

from . import _platform
from ._attributes import Attributes
from ._errors import (
    AccessDenied,
    NoSuchProcess,
    TimeoutExpired,
    ZombieProcess,
    raise_as_psutil,
)
from ._system import host

_UNSET = object()
#: What a listing did not get of a process: it is asked again by itself, which says why.
MISSING = object()
#: Public methods that are no attributes.
_NO_ATTRIBUTES = frozenset(
    [
        "as_dict",
        "children",
        "connections",
        "info",
        "is_running",
        "kill",
        "oneshot",
        "parent",
        "parents",
        "resume",
        "returncode",
        "rlimit",
        "send_signal",
        "suspend",
        "terminate",
        "wait",
    ]
)
#: Exit codes of processes that a signal ended, as `wait` returns them.
Negsignal = IntEnum("Negsignal", {each.name: -each.value for each in signal.Signals})  # type: ignore[misc]


class Process(Attributes):
    """One process, known by its pid and start time."""

    def __init__(self, pid: int | None = None) -> None:
        self._init(pid)

    def _init(self, pid: int | None, _ignore_nsp: bool = False) -> None:
        if pid is None:
            pid = os.getpid()
        elif pid < 0:
            raise ValueError(f"pid must be a positive integer (got {pid})")
        self._pid = pid
        self._name: str | None = None
        self._exitcode: Any = _UNSET
        self._cpu_before: tuple[float, float] | None = None
        self._created: float | None = None
        self._exe: str | None = None
        self._gone = False
        self._reused = False
        self._core: Any = self._open(pid, _ignore_nsp)
        self._gone = self._core is None

    @staticmethod
    def _open(pid: int, may_be_gone: bool) -> Any:
        """The process of sysprobe; None if it is gone and may be."""
        try:
            return host().process(pid)
        except FileNotFoundError:  # another PROCFS_PATH, where there is nothing
            raise NoSuchProcess(pid, msg="process PID not found") from None
        except sysprobe.NoSuchProcess as error:
            if "thread" in error.message:
                return _owner(pid)
            if may_be_gone:
                return None
            found = "process PID out of range" if "can have" in error.message else "process PID not found"
            raise NoSuchProcess(pid, msg=found) from None
        except sysprobe.SysprobeError as error:
            raise_as_psutil(error)

    @classmethod
    def _of(cls, core: Any) -> Process:
        """The object of a process that a listing has found."""
        made = cls.__new__(cls)
        made._pid, made._core = core.pid, core
        made._name = made._created = made._exe = made._cpu_before = None
        made._exitcode = _UNSET
        made._gone = made._reused = False
        return made

    # --- identity

    @property
    def pid(self) -> int:
        """The process id."""
        return self._pid

    def _ident(self) -> tuple[int, object]:
        return self._pid, self._core.identity() if self._core is not None else None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Process):
            return NotImplemented
        return self._ident() == other._ident()

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self._ident())

    def __str__(self) -> str:
        told: dict[str, object] = {"pid": self._pid}
        if self._name:
            told["name"] = self._name
        if self._reused:
            told["status"] = "terminated + PID reused"
        else:
            try:
                with self.oneshot():
                    told["name"] = self.name()
                    told["status"] = self.status()
            except ZombieProcess:
                told["status"] = "zombie"
            except NoSuchProcess:
                told["status"] = "terminated"
            except AccessDenied:
                pass
        if self._exitcode is not _UNSET and self._exitcode is not None:
            told["exitcode"] = self._exitcode
        if self._created is not None:
            told["started"] = _clock(self._created)
        kind = f"{type(self).__module__}.{type(self).__name__}"
        return f"{kind}({', '.join(f'{name}={value!r}' for name, value in told.items())})"

    __repr__ = __str__

    def is_running(self) -> bool:
        """Whether this very process is still there, be it as a zombie."""
        if self._gone or self._reused:
            return False
        if self._core is not None and self._core.is_running():
            return True
        self._lost()
        return False

    def _lost(self) -> None:
        """The process is gone; its pid may be somebody else's by now."""
        self._gone = True
        self._reused = bool(host().pid_exists(self._pid))

    def _raise_if_gone(self) -> None:
        """psutil's guard of what must not reach another process with the same pid."""
        if self._reused or (not self.is_running() and self._reused):
            raise NoSuchProcess(self._pid, self._name, msg="process no longer exists and its PID has been reused")

    # --- asking

    def _ask(self, name: str, *args: Any) -> Any:
        """What the process of sysprobe answers, with psutil's errors."""
        if self._core is None:
            raise NoSuchProcess(self._pid, self._name)
        try:
            found = getattr(self._core, name)(*args)
            if found is MISSING:
                self._core.refresh()
                found = getattr(self._core, name)(*args)
            return found
        except sysprobe.ZombieProcess:
            raise ZombieProcess(self._pid, self._name, self._known_ppid()) from None
        except sysprobe.ProcessError as error:
            kind: Any = AccessDenied if isinstance(error, sysprobe.AccessDenied) else NoSuchProcess
            raise kind(self._pid, self._name) from None
        except sysprobe.SysprobeError as error:
            raise_as_psutil(error)

    def _known_ppid(self) -> int | None:
        try:
            found: int = self._core.ppid()
        except sysprobe.SysprobeError:
            return None
        return found

    @contextmanager
    def oneshot(self) -> Iterator[None]:
        """Within the block what was read once is not read again."""
        if self._core is None:
            yield
            return
        with self._core.oneshot():
            yield

    def as_dict(self, attrs: Iterable[str] | None = None, ad_value: object = None) -> dict[str, Any]:
        """Attributes by name."""
        names: set[str] | frozenset[str] = attribute_names()
        if attrs is not None:
            if not isinstance(attrs, (list, tuple, set, frozenset)):
                raise TypeError(f"invalid attrs type {type(attrs)}")
            chosen = set(attrs)
            unknown = chosen - names
            if unknown:
                plural = "s" if len(unknown) > 1 else ""
                raise ValueError(f"invalid attr name{plural} {', '.join(map(repr, unknown))}")
            names = chosen or names
        found: dict[str, Any] = {}
        with self.oneshot():
            for name in names:
                try:
                    found[name] = self.pid if name == "pid" else getattr(self, name)()
                except (AccessDenied, ZombieProcess):
                    found[name] = ad_value
                except NotImplementedError:
                    if attrs:
                        raise
        return found

    # --- relatives

    def parent(self) -> Process | None:
        """The parent; None without one."""
        self._raise_if_gone()
        found = self._ask("parent")
        return None if found is None else Process._of(found)

    def parents(self) -> list[Process]:
        """The parent, its parent, and so on."""
        return [Process._of(each) for each in self._ask("parents")]

    def children(self, recursive: bool = False) -> list[Process]:
        """The children; with `recursive` all descendants."""
        self._raise_if_gone()
        return [Process._of(each) for each in self._ask("children", recursive)]

    # --- control

    def send_signal(self, sig: int) -> None:
        """Send a signal."""
        self._signal("send_signal", sig)

    def suspend(self) -> None:
        """Stop it."""
        self._signal("suspend")

    def resume(self) -> None:
        """Let it go on."""
        self._signal("resume")

    def terminate(self) -> None:
        """Ask it to end."""
        self._signal("terminate")

    def kill(self) -> None:
        """End it."""
        self._signal("kill")

    def _signal(self, action: str, *args: Any) -> None:
        if self._pid == 0:
            raise ValueError(
                "preventing sending signal to process with PID 0 as it would affect every process in the process"
                " group of the calling process (os.getpid()) instead of PID 0"
            )
        self._raise_if_gone()
        try:
            self._ask(action, *args)
        except NoSuchProcess:
            self._gone = True
            raise

    def wait(self, timeout: float | None = None) -> Any:
        """Wait until it has ended: its exit code if it is a child, else None."""
        if self._pid == 0:
            raise ValueError("can't wait for PID 0")
        if timeout is not None:
            if not isinstance(timeout, (int, float)):
                raise TypeError(f"timeout must be an int or float (got {type(timeout)})")
            if timeout < 0:
                raise ValueError(f"timeout must be positive or zero (got {timeout})")
        if self._exitcode is not _UNSET:
            return self._exitcode
        if self._core is None:
            return None
        try:
            code = self._core.wait(timeout)
        except sysprobe.TimeoutExpired:
            raise TimeoutExpired(timeout or 0, self._pid, self._name) from None
        if code is None:
            self._wait_until_reaped(timeout)
        return self._ended(code)

    def _wait_until_reaped(self, timeout: float | None) -> None:
        """Of a process that is not our child psutil waits until its parent has reaped it."""
        end = None if timeout is None else time.monotonic() + timeout
        pause = 0.0001
        while self._core.is_running():
            if end is not None and time.monotonic() >= end:
                raise TimeoutExpired(timeout or 0, self._pid, self._name)
            time.sleep(pause)
            pause = min(pause * 2, 0.04)

    def _ended(self, code: int | None) -> Any:
        """Keep the exit code; that of a signal by its name."""
        if code is not None and code < 0:
            try:
                code = Negsignal(code)
            except ValueError:
                pass  # a real-time signal has no name
        self._exitcode = code
        return code


def _owner(thread: int) -> Any:
    """The process that a thread belongs to: psutil takes the number of a thread as well."""
    for process in host().process_iter():
        try:
            if any(each.id == thread for each in process.threads()):
                return process
        except sysprobe.SysprobeError:
            continue
    raise NoSuchProcess(thread, msg="process PID not found")


@cache
def attribute_names() -> frozenset[str]:
    """The names that `as_dict` takes on this platform."""
    public = {name for name in dir(Process) if not name.startswith("_")}
    return frozenset(public - _NO_ATTRIBUTES)


def _clock(seconds: float) -> str:
    """A start time as psutil's texts show it: the hour alone if it is today's."""
    then, now = time.localtime(seconds), time.localtime()
    return time.strftime("%H:%M:%S" if then[:3] == now[:3] else "%Y-%m-%d %H:%M:%S", then)


def _remove_what_is_absent() -> None:
    owners: tuple[type, ...] = (Process, Attributes)
    for name in _platform.ABSENT_METHODS:
        for owner in owners:
            if name in vars(owner):
                delattr(owner, name)


_remove_what_is_absent()
__all__ = ["MISSING", "Negsignal", "Process", "attribute_names"]
