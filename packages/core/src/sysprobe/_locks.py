"""Locks that outlive a fork."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any


class ForkSafeLock:
    """A lock that a child process finds open, whoever held it when the parent forked.

    `make` is `threading.Lock`, or `threading.RLock` where the holder may come back to it.
    """

    __slots__ = ("_locks", "_make")

    def __init__(self, make: Callable[[], Any] = threading.Lock) -> None:
        self._make = make
        #: One for each process that has used it: this one and those that it descends from.
        self._locks = {os.getpid(): make()}

    def __enter__(self) -> None:
        pid = os.getpid()
        # setdefault is atomic: of two threads of a child that come first, both use the same lock.
        (self._locks.get(pid) or self._locks.setdefault(pid, self._make())).acquire()

    def __exit__(self, *exc_info: object) -> None:
        held = self._locks.get(os.getpid())
        if held is not None:  # None: a child that was forked inside of the block leaves it
            held.release()
