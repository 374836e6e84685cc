"""A terminal that is drawn on again and again, and is as it was afterwards, however that ends."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn, TextIO

__all__ = ["alternate", "drawable", "held"]


def drawable(out: TextIO) -> bool:
    """Whether `out` is a terminal that moves its cursor when told."""
    return out.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")


@contextmanager
def alternate(out: TextIO) -> Iterator[None]:
    """The terminal's other screen, without a cursor; then its own one."""
    out.write("\x1b[?1049h\x1b[?25l\x1b[H\x1b[J")
    try:
        yield
    finally:
        # Straight to the descriptor: what is still buffered may be half a line.
        out.flush()
        os.write(out.fileno(), b"\x1b[?25h\x1b[?1049l")


class _Suspended(Exception):  # no error: somebody has pressed Ctrl-Z
    """The view is to be stopped, with the terminal given back meanwhile."""


def held(draw: Callable[[], int], *, resized: Callable[[], None] = lambda: None) -> int:
    """Call `draw`, which is left as by an error on SIGTERM, SIGHUP and Ctrl-Z, so that it gives the terminal back.

    After Ctrl-Z it is called again once somebody says ``fg``. `resized` is called when the terminal gets another size.
    """
    with _signals(resized):
        while True:
            try:
                return draw()
            except _Suspended:
                os.kill(os.getpid(), signal.Signals["SIGSTOP"])


@contextmanager
def _signals(resized: Callable[[], None]) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def leave(number: int, _: object) -> NoReturn:
        raise SystemExit(128 + number)

    def suspend(number: int, _: object) -> NoReturn:
        raise _Suspended

    def resize(number: int, _: object) -> None:
        resized()

    reactions = {"SIGTERM": leave, "SIGHUP": leave, "SIGTSTP": suspend, "SIGWINCH": resize}
    names = [name for name in reactions if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), reactions[name]) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)
