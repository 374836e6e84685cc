"""The attributes that this backend adds to processes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TypeVar

from sysprobe.hookspecs.process import ProcessAttribute
from sysprobe.plugin import Context, hookimpl
from sysprobe.types.attributes import Column, Kind

from sysprobe_drm.fdinfo import Client, parse

Number = TypeVar("Number", int, float)

MEMORY = Column("gpu_memory", Kind.INT, "bytes", "GPU memory in use", "gpu_memory", None)
TIME = Column("gpu_time", Kind.FLOAT, "seconds", "GPU time used, all engines together", "gpu_time", None)


class Process:
    """GPU memory and time."""

    def __init__(self, context: Context) -> None:
        self._proc = os.path.join(context.root, "proc")

    @hookimpl
    def process_attributes(self) -> Sequence[ProcessAttribute]:
        """Both attributes."""
        return [ProcessAttribute(MEMORY, self.memory), ProcessAttribute(TIME, self.time)]

    def memory(self, pids: Sequence[int]) -> list[int | None]:
        """GPU memory of each process in bytes; `None` for one that uses no GPU, is gone, or may not be looked at."""
        return [_total([client.memory for client in self._clients(pid)]) for pid in pids]

    def time(self, pids: Sequence[int]) -> list[float | None]:
        """GPU time of each process in seconds; `None` as for memory."""
        return [_total([client.time for client in self._clients(pid)]) for pid in pids]

    def _clients(self, pid: int) -> Iterator[Client]:
        """The GPU clients of a process, each once however many descriptors it has."""
        seen: set[tuple[str, str]] = set()
        folder = os.path.join(self._proc, str(pid), "fdinfo")
        try:
            names = os.listdir(folder)
        except OSError:
            return
        for name in names:
            try:
                with open(os.path.join(folder, name), encoding="ascii", errors="replace") as file:
                    client = parse(file.read(65536))
            except OSError:
                continue  # closed since it was listed
            if client is not None and (client.device, client.id) not in seen:
                seen.add((client.device, client.id))
                yield client


def _total(values: list[Number | None]) -> Number | None:
    known = [value for value in values if value is not None]
    return sum(known[1:], known[0]) if known else None
