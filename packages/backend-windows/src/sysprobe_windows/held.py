"""Handles of processes."""

from __future__ import annotations

from sysprobe_windows import _native

# Rights of OpenProcess.
TERMINATE, READ_MEMORY, DUPLICATE, SET, QUERY_ALL, SUSPEND = 0x1, 0x10, 0x40, 0x200, 0x400, 0x800
QUERY, WAIT = 0x1000, 0x100000


class Held:
    """A handle of a process, closed when nobody needs it any more. While it is open nobody gets the pid."""

    __slots__ = ("number", "pid")

    def __init__(self, pid: int, rights: int) -> None:
        self.pid = pid
        self.number = _native.process_open(pid, rights | QUERY | WAIT)

    def __del__(self) -> None:
        number = getattr(self, "number", None)
        if number is not None:
            _native.process_close(number)

    def ended(self) -> bool:
        """Whether it has."""
        return _native.process_wait((self.number,), 0) is not None
