"""What the arguments of options may be. argparse shows the message of what is raised here."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable

__all__ = ["count", "pid", "pids", "seconds"]

#: No system has larger numbers for processes.
LARGEST_PID = 2**32 - 1


def seconds(least: float, most: float = 86400.0) -> Callable[[str], float]:
    """A number of seconds within bounds."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds from {least:g} to {most:g}")
        return value

    return read


def count(text: str) -> int:
    """How many: 1 or more."""
    if not (text.isascii() and text.isdigit() and int(text[:20]) > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 on")
    return int(text[:20])


def pid(text: str) -> int:
    """The number of a process."""
    if not (text.isascii() and text.isdigit() and len(text) <= 20 and int(text) <= LARGEST_PID):
        raise argparse.ArgumentTypeError(f"{text!r} is not a process id")
    return int(text)


def pids(text: str) -> list[int]:
    """Numbers of processes between commas or blanks."""
    return [pid(word) for word in text.replace(",", " ").split()]
