"""The folder under which another machine's files lie, as a path that leads there and nowhere else."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path


def resolved(root: str) -> str:
    """`root` as an absolute path without symbolic links, but for one like ``/proc/PID/root``.

    Only the kernel can follow such a link of Linux: it reads ``/``, and whoever goes by that ends on this machine.
    Raises :class:`ValueError` for another link behind it, whose words would lead here as well.
    """
    here, *parts = Path(os.getcwd(), root).parts
    for place, part in enumerate(parts):
        step = os.path.join(here, part)
        if _is_of_a_process(step):
            return _behind(step, parts[place + 1 :])
        here = os.path.realpath(step)
    return here


def _is_of_a_process(path: str) -> bool:
    """Whether it is a link to a folder that a process has, its root for one."""
    folder, name = os.path.split(path)
    if os.path.basename(folder) == "fd":
        folder = os.path.dirname(folder)
    elif name not in ("root", "cwd"):
        return False
    return os.path.islink(path) and os.path.exists(os.path.join(folder, "stat"))


def _behind(path: str, parts: Sequence[str]) -> str:
    for part in parts:
        path = os.path.join(path, part)
        if part == ".." or os.path.islink(path):
            raise ValueError(f"{path} is a link in another process' files, which cannot be followed from here")
    return path
