"""Which process it is that has a pid, and what an error about it means."""

from __future__ import annotations

import errno
from typing import NamedTuple

from sysprobe.errors import AccessDenied, NoSuchProcess, SysprobeError, ZombieProcess

from sysprobe_macos import _native
from sysprobe_macos.kernel import failed

REUSED = "process no longer exists, and its pid now belongs to another"
ZOMBIE = 5  # SZOMB (sys/proc.h)


class Identity(NamedTuple):
    """What tells a process from every other one of its pid, and how it is."""

    started: int
    """Microseconds since the epoch."""
    unique: int | None
    """The kernel's unique process id; None if it would not tell."""
    status: int
    leaving: bool
    """On its way through ``exit``, or a zombie."""

    @property
    def number(self) -> int:
        """The unique id. The start stands for one that is not told: no unique id is that large."""
        return self.started if self.unique is None else self.unique


def identify(pid: int) -> Identity:
    """Who has this pid now. NoSuchProcess if nobody has."""
    if not 0 <= pid < 2**31:
        raise NoSuchProcess(pid)
    try:
        return Identity._make(_native.identity(pid))
    except OSError as error:
        if error.errno == errno.ESRCH:
            raise NoSuchProcess(pid) from None
        raise failed(error) from error


def wrong(pid: int, number: int, error: OSError) -> SysprobeError:
    """What a failed call about a process means: the kernel's word where it has a meaning of its own (EPERM), otherwise
    what has become of the process. Nothing is guessed: an error that neither explains stays what it is.
    """
    if error.errno in (errno.EPERM, errno.EACCES):
        return AccessDenied(pid)
    try:
        now = identify(pid)
    except SysprobeError as gone:
        return gone
    if now.number != number:
        return NoSuchProcess(pid, message=REUSED)
    if now.status == ZOMBIE:
        return ZombieProcess(pid)
    if now.leaving:
        return NoSuchProcess(pid)
    return failed(error)
