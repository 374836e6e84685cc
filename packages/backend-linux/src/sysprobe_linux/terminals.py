"""Names of terminals by device number."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sysprobe_linux.procfs import Procfs

__all__ = ["Terminals"]


class _Driver(NamedTuple):
    path: str
    major: int
    first: int
    last: int

    def name(self, minor: int) -> str:
        """Path of the terminal of this minor number."""
        if self.first == self.last:
            return self.path
        if self.path == "/dev/tty":  # the consoles: numbered from 1, as their minors are
            return f"{self.path}{minor}"
        return f"{self.path}{'/' if self.path == '/dev/pts' else ''}{minor - self.first}"


class Terminals:
    """Terminals as ``/proc/tty/drivers`` numbers them: right under any root, without a walk over ``/dev``."""

    def __init__(self, procfs: Procfs) -> None:
        self._procfs = procfs

    def name(self, device: int) -> str | None:
        """Path of a terminal; None for 0, which is no terminal, and for a device that no driver has."""
        if device <= 0:
            return None
        major, minor = os.major(device), os.minor(device)
        for driver in self._drivers:
            if driver.major == major and driver.first <= minor <= driver.last:
                return driver.name(minor)
        if 136 <= major <= 143:  # pseudo terminals, also where the list may not be read
            return f"/dev/pts/{(major - 136) * 256 + minor}"
        return None

    @cached_property
    def _drivers(self) -> list[_Driver]:
        found: list[_Driver] = []
        for line in (self._procfs.read_or_none("tty/drivers") or b"").decode("ascii", "replace").splitlines():
            words = line.split()
            if len(words) < 4 or not words[2].isdigit():
                continue
            first, _, last = words[3].partition("-")
            if first.isdigit() and (not last or last.isdigit()):
                found.append(_Driver(words[1], int(words[2]), int(first), int(last or first)))
        return found
