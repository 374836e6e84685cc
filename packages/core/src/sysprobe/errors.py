"""The errors that sysprobe raises. All derive from :class:`SysprobeError` and can be pickled."""


class SysprobeError(Exception):
    """Base of every error that sysprobe raises on purpose."""

    def __reduce__(self) -> tuple[object, ...]:
        # Subclasses take other arguments than Exception keeps in `args`: make the object bare, then fill it.
        return (_revive, (type(self), self.args, self.__dict__))


def _revive(kind: type[SysprobeError], args: tuple[object, ...], state: dict[str, object]) -> SysprobeError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class CapabilityUnavailable(SysprobeError):
    """No backend answers this capability here.

    `capability` is the hook's name; `reason` says why in one sentence; `backends` lists, one line for each backend that
    was found, what became of it.
    """

    def __init__(self, capability: str, reason: str = "", backends: tuple[str, ...] = ()) -> None:
        self.capability = capability
        self.reason = reason
        self.backends = backends
        text = f"{capability} is not available on this machine"
        text += f": {reason}" if reason else "."
        super().__init__("\n".join([text, *(f"  {line}" for line in backends)]))


class BackendError(SysprobeError):
    """A backend failed: a file cannot be read or makes no sense, a call fails, or the backend itself misbehaves.

    `backend` is the backend's name, `source` the file or system call, `errno` the system's error number; each is
    `None` where it does not apply.
    """

    def __init__(
        self,
        message: str,
        *,
        backend: str | None = None,
        source: str | None = None,
        errno: int | None = None,
    ) -> None:
        self.backend = backend
        self.source = source
        self.errno = errno
        super().__init__(message)


class ProcessError(SysprobeError):
    """Something about one process. `pid` and `name` say which; `name` is `None` where it is not known."""

    _default = "process error"

    def __init__(self, pid: int, name: str | None = None, message: str | None = None) -> None:
        self.pid = pid
        self.name = name
        self.message = message or self._default
        subject = f"pid={pid}" if name is None else f"pid={pid}, name={name!r}"
        super().__init__(f"{self.message} ({subject})")


class NoSuchProcess(ProcessError):
    """The process is gone, or its number now belongs to another process."""

    _default = "process no longer exists"


class ZombieProcess(NoSuchProcess):
    """The process has ended, but its parent has not waited for it yet: what was asked no longer exists."""

    _default = "process has ended and waits for its parent"


class AccessDenied(ProcessError):
    """The system does not let us read or do this for the process."""

    _default = "access denied"


class TimeoutExpired(SysprobeError):
    """Something did not happen in time: `seconds` is how long was waited, `subject` what for.

    `pid` is the process that was waited for, `None` if it was something else (a file system that does not answer).
    """

    def __init__(self, seconds: float, subject: str, pid: int | None = None) -> None:
        self.seconds = seconds
        self.subject = subject
        self.pid = pid
        super().__init__(f"{subject}: no answer within {seconds:g} s")
