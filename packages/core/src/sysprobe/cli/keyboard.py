"""Single keys from a terminal, which is given back as it was."""

from __future__ import annotations

import os
import select
import sys
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
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is not None:
            self._termios.tcsetattr(self._descriptor, self._termios.TCSADRAIN, self._before)
            self._before = None

    @property
    def works(self) -> bool:
        """Whether keys can come."""
        return self._before is not None

    def wait(self, seconds: float) -> str:
        """The keys that were pressed within so many seconds, at once when there is one; empty without any.

        `EOFError` once the terminal is gone.
        """
        if self._before is None:
            import time

            time.sleep(seconds)
            return ""
        if not select.select([self._descriptor], [], [], seconds)[0]:
            return ""
        pressed = os.read(self._descriptor, 1024)
        if not pressed:
            raise EOFError
        return pressed.decode("ascii", "replace")
