"""Single keys from a terminal, which is given back as it was."""

from __future__ import annotations

import os
import select
import sys
import time
from importlib import import_module
from types import TracebackType
from typing import Any, Self

__all__ = ["Keyboard"]


class Keyboard:
    """``with Keyboard() as keys:`` reads keys as they are pressed, without showing them.

    Where standard input is no terminal, no key ever comes.
    """

    def __init__(self) -> None:
        self._descriptor = -1
        self._before: list[Any] | None = None
        self._termios: Any = None
        self._bell: tuple[int, int] | None = None
        self._rung = False

    def __enter__(self) -> Self:
        try:
            # By name, for the checkers know that not every system has these modules.
            self._termios, tty = import_module("termios"), import_module("tty")
        except ImportError:  # another system: there the view runs without keys, until it is interrupted
            return self
        if sys.stdin is not None and sys.stdin.isatty():
            self._descriptor = sys.stdin.fileno()
            self._before = self._termios.tcgetattr(self._descriptor)
            tty.setcbreak(self._descriptor, self._termios.TCSADRAIN)
        self._bell, self._rung = os.pipe(), False
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bell is not None:
            bell, self._bell = self._bell, None
            for each in bell:
                os.close(each)
        if self._before is not None:
            self._termios.tcsetattr(self._descriptor, self._termios.TCSADRAIN, self._before)
            self._before = None

    def wake(self) -> None:
        """Let `wait` return now. From a handler of a signal."""
        if self._bell is not None and not self._rung:  # once is enough, and a full pipe would block
            self._rung = True
            os.write(self._bell[1], b"!")

    def wait(self, seconds: float) -> str:
        """The keys that were pressed within so many seconds, at once when there is one; empty without any.

        `EOFError` once the terminal is gone.
        """
        if self._bell is None:
            time.sleep(seconds)
            return ""
        sources = [self._bell[0]] + ([self._descriptor] if self._before is not None else [])
        ready = select.select(sources, [], [], seconds)[0]
        if self._bell[0] in ready:
            self._rung = False
            os.read(self._bell[0], 1)
        if self._descriptor not in ready:
            return ""
        pressed = os.read(self._descriptor, 1024)
        if not pressed:
            raise EOFError
        return pressed.decode("ascii", "replace")
