"""What can be done to one process: every call reaches it or raises NoSuchProcess."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Sequence
from typing import Literal

from sysprobe.errors import AccessDenied, BackendError, NoSuchProcess
from sysprobe.types.process import IOClass, Limit, ProcessStatus

from sysprobe_linux import _native
from sysprobe_linux.process_columns import STATES
from sysprobe_linux.process_descriptors import Pidfd
from sysprobe_linux.process_resources import STATE, THREADS, Resources

#: errno where this process or the machine has no descriptors left.
OUT_OF_DESCRIPTORS = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)


class LinuxProcess(Resources):
    """One process of Linux, with everything that can be asked of it and done to it."""

    __slots__ = ()

    # -- signals ---------------------------------------------------------------------------------------------------

    def send_signal(self, signal: int) -> None:
        """``pidfd_send_signal``; before Linux 5.3 ``kill`` after a look at the start time."""
        found = self.pidfd("send_signal")
        try:
            if found is not None:
                _native.pidfd_send_signal(found.fd, signal)
            else:
                os.kill(self.pid, signal)
        except OSError as error:
            self.failed(error, "send_signal")

    def suspend(self) -> None:
        """SIGSTOP."""
        self.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """SIGCONT."""
        self.send_signal(signal.SIGCONT)

    def terminate(self) -> None:
        """SIGTERM."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL."""
        self.send_signal(signal.SIGKILL)

    # -- settings --------------------------------------------------------------------------------------------------

    def set_nice(self, value: int) -> None:
        """``setpriority``."""
        self.call("nice", lambda: os.setpriority(os.PRIO_PROCESS, self.pid, value))

    def set_ionice(self, ioclass: IOClass, value: int | None) -> None:
        """``ioprio_set``."""
        if value is None:
            value = 4 if ioclass in (IOClass.REALTIME, IOClass.BEST_EFFORT) else 0  # the kernel's own default
        level = value
        self.call("ionice", lambda: _native.ioprio_set(self.pid, int(ioclass), level))

    def set_limit(self, limit: Limit, soft: int | None, hard: int | None) -> None:
        """``prlimit``."""
        import resource

        number = getattr(resource, f"RLIMIT_{limit.name}", None)
        if number is None:
            raise ValueError(f"this Python does not know the limit {limit.value!r}")
        bounds = tuple(resource.RLIM_INFINITY if bound is None else bound for bound in (soft, hard))
        self.call("rlimit", lambda: resource.prlimit(self.pid, number, bounds))  # type: ignore[arg-type]  # a pair

    def set_cpu_affinity(self, cpus: Sequence[int]) -> None:
        """``sched_setaffinity`` of the main thread; threads take after the one that starts them.

        The other threads are left alone: their ids could be somebody else's before the call is made.
        """
        chosen = cpus or self._machine.online() or range(os.cpu_count() or 1)
        try:
            self.call("cpu_affinity", lambda: os.sched_setaffinity(self.pid, chosen))
        except (ValueError, OverflowError):
            raise ValueError(f"none of these processors can be used: {', '.join(map(str, chosen))}") from None

    # -- the end ---------------------------------------------------------------------------------------------------

    def waitable(self) -> Pidfd | Literal[True] | None:
        """What ``poll`` waits on; True: it is gone already; None: it cannot be waited for so, but looked at."""
        try:
            return self.pidfd("wait")
        except NoSuchProcess:
            return True
        except AccessDenied:
            return None  # hidden, and known by its number alone
        except BackendError as error:
            if error.errno in OUT_OF_DESCRIPTORS:
                return None
            raise

    def exit_descriptor(self) -> int | None:
        """A pidfd; None: this kernel has none, or it has ended (`wait` knows what to say then)."""
        try:
            found = self.pidfd("wait")
        except NoSuchProcess:
            return None
        return None if found is None else os.dup(found.fd)

    def exit_code(self) -> int | None:
        """``waitid``."""
        try:
            found = self.pidfd("wait")
        except NoSuchProcess:
            return None
        try:
            if found is not None:
                return _native.pidfd_reap(found.fd)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
        except ChildProcessError:
            return None
        except OSError as error:
            if error.errno == errno.EINVAL and found is not None:  # pidfds, but not for waiting: Linux 5.3
                return self._reaped_by_pid()
            self.failed(error, "wait")
        return os.waitstatus_to_exitcode(status) if pid else None

    def _reaped_by_pid(self) -> int | None:
        """A child of ours keeps its pid until it is reaped here: there is nobody to be mistaken for it."""
        try:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
        except ChildProcessError:
            return None
        return os.waitstatus_to_exitcode(status) if pid else None

    def has_ended(self) -> bool:
        """Without a pidfd: whether it is gone or a zombie. A zombie with other threads than its first has not ended."""
        try:
            if self._kept is not None:
                self._kept.forget()
            found = self.stat()
        except NoSuchProcess:
            return True
        except AccessDenied:
            return not self.is_running()
        except BackendError as error:
            if error.errno in OUT_OF_DESCRIPTORS:
                return False  # to be seen at the next look
            raise
        state = STATES.get(found[STATE])
        return state is ProcessStatus.DEAD or (state is ProcessStatus.ZOMBIE and found[THREADS] <= 1)
