"""A descriptor that holds on to one process. It closes itself when nobody needs it any more."""

from __future__ import annotations

import os
from collections.abc import Callable

from sysprobe_linux import _native


class Pidfd:
    """A descriptor that names one process for ever; closed when nobody needs it."""

    __slots__ = ("fd", "identity", "inode")

    def __init__(self, pid: int) -> None:
        self.fd, self.inode = _native.pidfd_open(pid)
        self.identity = _identity(self.fd)

    def is_intact(self) -> bool:
        """Whether the descriptor has not been closed, and perhaps used again, behind our back."""
        return bool(self.inode) and _identity(self.fd) == self.identity

    def __del__(self, close: Callable[[int, int, int], None] = _native.process_close) -> None:
        identity = getattr(self, "identity", None)
        if identity is not None:
            close(self.fd, *identity)


def _identity(fd: int) -> tuple[int, int] | None:
    try:
        found = os.fstat(fd)
    except OSError:
        return None
    return found.st_dev, found.st_ino
