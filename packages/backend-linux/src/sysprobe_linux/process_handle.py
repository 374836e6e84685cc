"""One process: how it is kept apart from others of its pid, how its files are read, and what errors mean."""

from __future__ import annotations

import errno
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from sysprobe.errors import AccessDenied, BackendError, CapabilityUnavailable, NoSuchProcess, ZombieProcess
from sysprobe.oneshot import Oneshot
from sysprobe.types.process_handle import ProcessHandle

from sysprobe_linux import _native
from sysprobe_linux.process_descriptors import Pidfd

if TYPE_CHECKING:
    from sysprobe_linux.process_machine import Machine

    T = TypeVar("T")

GONE = (errno.ENOENT, errno.ESRCH)
DENIED = (errno.EACCES, errno.EPERM)
LOST = (errno.ESTALE, errno.EBADF, errno.ENOTDIR)
KERNEL_THREAD = 0x00200000
#: Readers that do not go where a link leads.
LINKS = (_native.process_link, _native.process_path)
OTHER = "process no longer exists, and its number belongs to another one now"


class Handle(ProcessHandle):
    """A process of Linux.

    Everything is read beneath one descriptor of ``/proc/PID``, which never shows another process. It is opened at the
    first question, and checked then: by the start time, and by the inode of a pidfd (6.9), which no other process has.
    """

    __slots__ = (
        "__weakref__",
        "_folder",
        "_gone",
        "_inode",
        "_kept",
        "_machine",
        "_pidfd",
        "_pins",
        "identity",
        "pid",
    )

    def __init__(self, machine: Machine, pid: int, identity: int | None) -> None:
        self.pid = pid
        self.identity = identity
        self._machine = machine
        self._folder: _native.Folder | None = None
        self._gone = False
        self._inode = 0
        self._kept: Oneshot[str] | None = None
        self._pidfd: Pidfd | None = None
        self._pins: list[None] = []  # threads add and remove at once, which a number does not survive
        if identity is None:
            self._meet()

    # -- identity --------------------------------------------------------------------------------------------------

    def _meet(self) -> None:
        """Become the process that has this pid now."""
        try:
            folder, self._inode, self.identity = self._look()
        except OSError as error:
            if error.errno not in GONE or not self._machine.exists(self.pid):
                self._unmet(error)
            self._inode = self._machine.inode(self.pid)  # there is one, which hidepid=2 hides
            return
        self._folder = folder
        self._machine.opened(self)

    def _look(self) -> tuple[_native.Folder, int, int | None]:
        """Who has the pid now: the folder, the inode of a pidfd (0: no such thing), the start (None: hidepid=1)."""
        machine, pid = self._machine, self.pid
        return _native.process_meet(f"{machine.path}/{pid}", pid if machine.can_call() else 0, machine.kind)

    def _unmet(self, error: OSError) -> NoReturn:
        """What it means that nobody, or something else, was met."""
        if error.filename == "pidfd_open" and error.errno not in (errno.ESRCH, errno.EMFILE, errno.ENFILE):
            raise NoSuchProcess(self.pid, message="this is the number of a thread, not of a process") from None
        self._refuse(error)

    def _open(self) -> _native.Folder:
        """The folder, opened and checked to be of this very process."""
        if self._gone:
            raise NoSuchProcess(self.pid)
        try:
            folder, inode, start = self._look()
        except OSError as error:
            self._unmet(error)
        if (self._inode and inode != self._inode) or None is not self.identity != start:
            if start is None and self._inode in (0, inode):
                raise AccessDenied(self.pid, message=f"no right to read /proc/{self.pid}")
            raise self.over(OTHER)
        self.identity = start  # where it could not be read before, the inode was the same
        self._inode = inode
        self._folder = folder
        self._machine.opened(self)
        return folder

    def over(self, message: str | None = None) -> NoSuchProcess:
        """The error for a process that is gone, which is so for ever: whatever looks like it from now on is another."""
        self._gone = True
        self._folder = None
        return NoSuchProcess(self.pid, message=message)

    def check(self) -> None:
        """Return only if the process is there (a zombie is): then its pid was its own all the time."""
        folder = self._folder
        if self._gone:
            raise NoSuchProcess(self.pid)
        try:
            if folder is not None:
                _native.process_alive(folder)
            else:
                self._open()
        except OSError as error:
            if error.errno in LOST:
                self._folder = None
                self._open()
            elif error.errno in GONE:
                raise self.over() from None
            elif error.errno in DENIED:
                self._check_hidden()
            else:
                self._refuse(error)
        except AccessDenied:
            self._check_hidden()

    def _check_hidden(self) -> None:
        """hidepid: we may not read of it, but see that it is there."""
        try:
            if self._machine.inode(self.pid) != self._inode:
                raise self.over(OTHER)
        except OSError:
            raise self.over() from None
        if not self._inode and not self._machine.exists(self.pid):
            raise self.over()

    def is_running(self) -> bool:
        """Whether it is still there."""
        try:
            self.check()
        except NoSuchProcess:
            return False
        return True

    # -- holding on ------------------------------------------------------------------------------------------------

    def pin(self) -> None:
        """Keep the folder and a pidfd open, until as many calls of `close`."""
        self._pins.append(None)
        try:
            self.check()
            if self._machine.can_call() and self._pidfd is None:
                self._pidfd = self.pidfd("pin")
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close them."""
        with suppress(IndexError):  # closed more often than pinned
            self._pins.pop()
        if not self._pins:
            self._folder = None
            self._pidfd = None

    def let_go(self) -> None:
        """Others need the room: close the folder unless it is pinned."""
        if not self._pins:
            self._folder = None

    def begin_oneshot(self) -> None:
        """Keep what this thread reads from now on."""
        if self._kept is None:
            self._kept = Oneshot()
        self._kept.begin()

    def end_oneshot(self) -> None:
        """Forget it."""
        if self._kept is not None:
            self._kept.end()

    def kept(self) -> dict[str, Any] | None:
        """What this thread has read within its `oneshot`; None outside of one."""
        kept = self._kept
        return None if kept is None else kept.current()

    def pidfd(self, capability: str) -> Pidfd | None:
        """A pidfd of this very process; None: this kernel has none. For system calls, which `capability` needs."""
        self._machine.require_live(capability)
        if self._gone:
            raise NoSuchProcess(self.pid)
        kept = self._pidfd
        if kept is not None and kept.is_intact():
            return kept
        if not self._inode and self._folder is None:
            self._open()
        try:
            found = Pidfd(self.pid)
        except OSError as error:
            if error.errno in (errno.ENOSYS, errno.EPERM):
                self.check()
                return None
            if error.errno in (errno.EMFILE, errno.ENFILE, errno.ENOMEM):
                self._fail(error, "pidfd_open")
            raise self.over() from None
        if found.inode and self._inode:
            if found.inode != self._inode:
                raise self.over(OTHER)
        else:
            # It is there now, as it was before the pidfd was opened: so the pidfd is of it.
            self.check()
        return found

    # -- system calls ----------------------------------------------------------------------------------------------

    def asked(self, capability: str, question: Callable[[_native.Folder | None, int], T]) -> T:
        """What a system call tells of the pid: it was this process' all the time if the process is there afterwards."""
        try:
            return question(self._folder or self._open(), self.pid)  # which looks at the folder after the call
        except (OSError, AccessDenied):
            pass  # refused, gone, hidden, or somebody has closed all descriptors: step by step
        try:
            answer = question(None, self.pid)
        except OSError as error:
            self.check()
            self.failed(error, capability)
        self.check()
        return answer

    def call(self, capability: str, function: Callable[[], T]) -> T:
        """A system call that takes a pid, between two looks at the process: it had its pid before and after.

        Were it gone in between, NoSuchProcess is raised although the call may have reached somebody: the kernel has no
        such calls for pidfds.
        """
        found = self.pidfd(capability)
        self._still_there(found)
        try:
            answer = function()
        except OSError as error:
            self.failed(error, capability)
        self._still_there(found)
        return answer

    def _still_there(self, pidfd: Pidfd | None) -> None:
        """Return if its pid is still its own: as long as nobody has reaped it."""
        if pidfd is None:
            self.check()
            return
        try:
            _native.pidfd_send_signal(pidfd.fd, 0)
        except OSError as error:
            if error.errno == errno.ESRCH:
                raise self.over() from None

    def failed(self, error: OSError, capability: str) -> NoReturn:
        """What the failure of a system call means."""
        if error.errno == errno.ESRCH:
            raise self.over() from None
        if error.errno in (errno.EPERM, errno.EACCES):
            raise AccessDenied(self.pid, message=f"no right to do this ({capability})") from None
        if error.errno == errno.EINVAL:
            raise ValueError(f"{capability}: {error.strerror}") from None
        raise BackendError(
            f"{capability} of process {self.pid} failed: {error.strerror}",
            backend="linux",
            source=capability,
            errno=error.errno,
        ) from error

    # -- reading ---------------------------------------------------------------------------------------------------

    def text(self, name: str, kernel: bytes | None = None) -> bytes:
        """A file of the process. `kernel`: what a kernel thread has to say where the kernel does not show the file."""
        kept = self.kept()
        if kept is None:
            return self.read(_native.process_read, name, kernel)
        if name not in kept:
            kept[name] = self.read(_native.process_read, name, kernel)
        found: bytes = kept[name]
        return found

    def parsed(self, name: str, parse: Callable[[bytes], T]) -> T:
        """What a file says; read and parsed once within `oneshot`."""
        kept, key = self.kept(), f"/{name}"
        if kept is not None and key in kept:
            found: T = kept[key]
            return found
        try:
            answer = parse(self.read(_native.process_record, name))
        except ValueError as error:
            self._malformed(name, error)
        if kept is not None:
            kept[key] = answer
        return answer

    def number(self, name: str) -> int | None:
        """The number in a file; None where the kernel has no such file."""
        try:
            return int(self.text(name))
        except CapabilityUnavailable:
            return None
        except ValueError as error:
            self._malformed(name, error)

    def read(self, read: Callable[[_native.Folder, str], T], name: str, kernel: Any = None) -> T:
        """What one of the C module's readers says of a file or a folder of the process."""
        folder = self._folder
        if folder is None:
            folder = self._open()
        if not self._machine.own_kernel:
            self._stay_within_root(name, follow=read not in LINKS)
        try:
            return read(folder, name)
        except OSError as error:
            if error.errno not in LOST:
                return self._answer(error, name, kernel)  # type: ignore[no-any-return]  # fits what `read` returns
        self._folder = None  # a daemon has closed all descriptors, ours too
        try:
            return read(self._open(), name)
        except OSError as error:
            return self._answer(error, name, kernel)  # type: ignore[no-any-return]  # as above

    def _stay_within_root(self, name: str, *, follow: bool) -> None:
        """BackendError if a recorded file is a link that leads out of the root."""
        procfs = self._machine.procfs
        procfs.place(f"{self.pid}/{name}", follow=follow)
        inner = {"task": "task/{}/stat", "fd": "fdinfo/{}"}.get(name)
        if inner is not None:
            for each in procfs.list(f"{self.pid}/{name}"):
                procfs.place(f"{self.pid}/{inner.format(each)}")

    # -- what errors mean: the one place ---------------------------------------------------------------------------

    def _answer(self, error: OSError, name: str, kernel: Any) -> Any:
        """The answer of a kernel thread, or the error that a failure to read stands for."""
        if error.errno in (*GONE, *DENIED):
            state, flags = self._state()
            if flags & KERNEL_THREAD:
                if kernel is not None:
                    return kernel
                if error.errno in GONE:
                    raise CapabilityUnavailable(f"{name} of a process", "kernel threads have none")
            # What went with its memory is gone; but the file that told it belongs to root now, which comes first.
            if state in "ZXx" and (error.errno in GONE or name == "environ"):
                raise ZombieProcess(self.pid)
            if error.errno == errno.ESRCH:
                raise NoSuchProcess(self.pid, message="process is about to end")
            if error.errno == errno.ENOENT:
                raise CapabilityUnavailable(
                    f"{name} of a process", "this kernel does not have it, or not for this process"
                )
        return self._refuse(error, name)

    def _state(self) -> tuple[str, int]:
        """State and flags, which every user may read unless the whole process is hidden."""
        folder = self._folder or self._open()
        try:
            text = _native.process_record(folder, "stat")
        except OSError as error:
            self._refuse(error, "stat")
        return _native.parse_process_start(text)[1:]

    def _refuse(self, error: OSError, name: str = "") -> NoReturn:
        if error.errno in DENIED:
            raise AccessDenied(self.pid, message=f"no right to read /proc/{self.pid}/{name}".rstrip("/")) from None
        if error.errno in GONE:
            if self._folder is None and self._hidden():
                raise AccessDenied(self.pid, message="/proc does not show it (hidepid)") from None
            raise self.over() from None
        self._fail(error, f"{self._machine.path}/{self.pid}/{name}".rstrip("/"))

    def _hidden(self) -> bool:
        if not self._inode:
            # Never shown, and before Linux 6.9: its number is all that is known. Who was shown is known by his start.
            return self.identity is None and self._machine.exists(self.pid)
        try:
            return self._machine.inode(self.pid) == self._inode
        except OSError:
            return False

    def _fail(self, error: OSError, source: str) -> NoReturn:
        raise BackendError(
            f"cannot read {source}: {error.strerror}", backend="linux", source=source, errno=error.errno
        ) from error

    def _malformed(self, name: str, error: ValueError) -> NoReturn:
        source = f"{self._machine.path}/{self.pid}/{name}"
        if not self.is_running():
            raise self.over() from None
        raise BackendError(f"{source}: {error}", backend="linux", source=source) from error
