"""What can be done to a process. Everything here reaches the very process that was named, or raises NoSuchProcess."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sysprobe.errors import ProcessError
from sysprobe.types.process_enums import IOClass, Limit
from sysprobe.types.process_handle import ProcessHandle as H  # as in its siblings

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import ParamSpec, TypeVar

    from sysprobe.types import process as t

    P = ParamSpec("P")
    T = TypeVar("T")


class Actions:
    """The part of `Process` that acts: signals, and settings that are read and written by one method."""

    __slots__ = ()

    if TYPE_CHECKING:
        _handle: H

        def _ask(self, question: Callable[[H], T]) -> T: ...
        def _forget(self) -> None: ...
        def _named(self, error: ProcessError) -> ProcessError: ...

    def send_signal(self, signal: int) -> None:
        """Send a signal. Linux: ``pidfd_send_signal`` (5.1), so that none goes astray."""
        self._do(self._handle.send_signal, int(signal))

    def suspend(self) -> None:
        """Stop it (SIGSTOP) until `resume`."""
        self._do(self._handle.suspend)

    def resume(self) -> None:
        """Let a stopped process go on (SIGCONT)."""
        self._do(self._handle.resume)

    def terminate(self) -> None:
        """Ask it to end (SIGTERM). Windows: as `kill`."""
        self._do(self._handle.terminate)

    def kill(self) -> None:
        """End it at once (SIGKILL)."""
        self._do(self._handle.kill)

    def nice(self, value: int | None = None) -> int:
        """Its niceness, -20 (first) to 19; Windows: a `ProcessPriority`. With a value: set it, and return the new one.

        Linux: ``stat``, ``setpriority``.
        """
        if value is not None:
            self._do(self._handle.set_nice, value)
            return self._fresh(self._handle.nice)
        return self._ask(H.nice)

    def ionice(self, ioclass: IOClass | int | None = None, value: int | None = None) -> t.IOPriority:
        """Its I/O priority. With a class (and a value, 0 to 7, for real-time and best effort): set it, return the new.

        Linux: ``ioprio_get``, ``ioprio_set``. Not on macOS.
        """
        if ioclass is None:
            if value is not None:
                raise ValueError("a value needs a class")
            return self._ask(H.ionice)
        ioclass = IOClass(ioclass)
        if ioclass in (IOClass.NONE, IOClass.IDLE) and value:
            raise ValueError(f"the class {ioclass.name} has no values")
        if value is not None and not 0 <= value <= 7:
            raise ValueError(f"a value is from 0 to 7: {value}")
        self._do(self._handle.set_ionice, ioclass, value)
        return self._fresh(self._handle.ionice)

    def rlimit(self, limit: Limit | str, limits: Sequence[int | None] | None = None) -> tuple[int | None, int | None]:
        """The (soft, hard) resource limit; None is unlimited. With `limits`: set them, and return the new ones.

        Linux: ``limits`` (anybody's), ``prlimit``.
        """
        which = Limit(limit)
        if limits is not None:
            if len(limits) != 2:
                raise ValueError(f"limits are (soft, hard), not {limits!r}")
            for bound in limits:
                if bound is not None and bound < 0:
                    raise ValueError(f"a limit is not negative, None is unlimited: {bound}")
            self._do(self._handle.set_limit, which, limits[0], limits[1])
            found = self._fresh(self._handle.limits)[which]
        else:
            found = self._ask(H.limits)[which]
        return found.soft, found.hard

    def cpu_affinity(self, cpus: Iterable[int] | None = None) -> list[int]:
        """The processors that it may run on, sorted. With `cpus`: set them (empty: all), and return the new ones.

        Linux: ``status``, ``sched_setaffinity``. Raises :class:`ValueError` for a processor that does not exist.
        """
        if cpus is not None:
            chosen = sorted(set(cpus))
            if any(cpu < 0 for cpu in chosen):
                raise ValueError(f"no such processor: {chosen[0]}")
            self._do(self._handle.set_cpu_affinity, chosen)
            return self._fresh(self._handle.cpu_affinity)
        return self._ask(H.cpu_affinity)

    def _do(self, action: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
        try:
            action(*args, **kwargs)
        except ProcessError as error:
            raise self._named(error) from None

    def _fresh(self, question: Callable[[], T]) -> T:
        """Past what `oneshot` keeps: it is older than what was just set."""
        self._forget()
        try:
            return question()
        except ProcessError as error:
            raise self._named(error) from None
