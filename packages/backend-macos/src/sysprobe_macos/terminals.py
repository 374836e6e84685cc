"""Names of terminals by device number: what of ``/dev`` has it."""

from __future__ import annotations

import os
import stat

PSEUDO = "/dev/ttys{:03d}"
OTHERS = ("console", "tty")  # names, or how they begin


def terminal(device: int) -> str | None:
    """Path of the terminal of this device number (Darwin's: the upper 8 bits are the major). None: none, or no name."""
    if device in (-1, 0):
        return None
    likely = PSEUDO.format(device & 0xFFFFFF)
    if _number(likely) == device:
        return likely
    try:
        names = sorted(name for name in os.listdir("/dev") if name.startswith(OTHERS))
    except OSError:
        return None
    paths = (f"/dev/{name}" for name in names if name != "tty")  # which is whatever one's own is
    return next((path for path in paths if _number(path) == device), None)


def _number(path: str) -> int | None:
    """The device number of a character device; None for what is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    if not stat.S_ISCHR(found.st_mode):
        return None
    number = found.st_rdev & 0xFFFFFFFF
    return number - (1 << 32) if number >> 31 else number
