"""One process: what it tells, waiting for its end, and what can be done to it."""

from __future__ import annotations

import os
import signal as signals
from collections.abc import Callable

from sysprobe.errors import NoSuchProcess

from sysprobe_macos import waiting
from sysprobe_macos.about import About
from sysprobe_macos.identity import ZOMBIE, wrong


class Handle(About):
    """One process of a Mac."""

    def ended(self) -> bool:
        """Whether it is gone or a zombie."""
        try:
            return self._check().status == ZOMBIE
        except NoSuchProcess:
            return True

    def exit_descriptor(self) -> int | None:
        """A ``kqueue`` that waits for its end."""
        return waiting.descriptor(self)

    def exit_code(self) -> int | None:
        """Reap an ended child. One that is on its way through ``exit``, of whose end the kernel may have told already,
        is waited for.
        """
        try:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid == 0 and self._check().leaving:
                pid, status = os.waitpid(self.pid, 0)
        except ChildProcessError:
            return None
        return os.waitstatus_to_exitcode(status) if pid else None

    def send_signal(self, signal: int) -> None:
        """``kill(2)``, after the identity was compared."""
        self._check()
        self._act(lambda pid: os.kill(pid, signal))

    def suspend(self) -> None:
        """SIGSTOP."""
        self.send_signal(signals.SIGSTOP)

    def resume(self) -> None:
        """SIGCONT."""
        self.send_signal(signals.SIGCONT)

    def terminate(self) -> None:
        """SIGTERM."""
        self.send_signal(signals.SIGTERM)

    def kill(self) -> None:
        """SIGKILL."""
        self.send_signal(signals.SIGKILL)

    def set_nice(self, value: int) -> None:
        """``setpriority(2)``, after the identity was compared."""
        self._check()
        self._act(lambda pid: os.setpriority(os.PRIO_PROCESS, pid, value))

    def _act(self, call: Callable[[int], object]) -> None:
        try:
            call(self.pid)
        except OSError as error:
            raise wrong(self.pid, self._number, error) from error
