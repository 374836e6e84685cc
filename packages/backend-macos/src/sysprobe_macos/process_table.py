"""The process table: one call for what the process list tells, further calls for a process only if a column asks."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from sysprobe.errors import CapabilityUnavailable, NoSuchProcess, SysprobeError, ZombieProcess
from sysprobe.series import series_of
from sysprobe.table import Table
from sysprobe.types.attributes import COLUMNS

from sysprobe_macos.about import Entry
from sysprobe_macos.handle import Handle

LISTED: dict[str, Callable[[Entry], object]] = {
    "pid": lambda entry: entry.pid,
    "ppid": lambda entry: entry.ppid,
    "create_time": lambda entry: entry.started / 1e6,
    "kernel_thread": lambda entry: entry.pid == 0,
    "process_group": lambda entry: entry.group,
    "nice": lambda entry: entry.nice,
    "uid": lambda entry: entry.real_uid,
    "effective_uid": lambda entry: entry.effective_uid,
    "saved_uid": lambda entry: entry.saved_uid,
    "gid": lambda entry: entry.real_gid,
    "effective_gid": lambda entry: entry.effective_gid,
    "saved_gid": lambda entry: entry.saved_gid,
}
"""Columns that the list tells of everybody; every other one costs calls for each process."""


class Source:
    """Values of one process: an attribute's reading serves all of its columns."""

    def __init__(self, entry: Entry, total_memory: int | None) -> None:
        """NoSuchProcess if the process is gone, or another one has its pid by now."""
        self._handle = Handle.of_entry(entry)
        self._total_memory = total_memory
        self._known: dict[str, object] = {}

    def value(self, name: str) -> object:
        """A column's value; None where it is unknown, refused or foreign to this system."""
        if name == "identity":
            return self._handle.identity
        if name == "memory_percent":
            memory = self._attribute("memory_info")
            total = self._total_memory
            return None if memory is None or not total else 100 * memory.rss / total  # type: ignore[attr-defined]
        column = COLUMNS[name]
        record = self._attribute(column.attribute)
        return record if record is None or column.field is None else getattr(record, column.field)

    def _attribute(self, name: str) -> object:
        if name not in self._known:
            try:
                self._known[name] = getattr(self._handle, name)() if hasattr(Handle, name) else None
            except (CapabilityUnavailable, ZombieProcess):
                self._known[name] = None
            except NoSuchProcess:
                raise
            except SysprobeError:
                self._known[name] = None
        return self._known[name]


def read_table(entries: Sequence[Entry], columns: Sequence[str], total_memory: Callable[[], int | None]) -> Table:
    """These columns of these processes. Who goes away meanwhile is left out."""
    now = time.monotonic()
    costly = [name for name in columns if name not in LISTED]
    total = total_memory() if "memory_percent" in costly else None
    rows: list[list[object]] = []
    for entry in entries:
        try:
            source = Source(entry, total) if costly else None
            rows.append([LISTED[n](entry) if source is None or n in LISTED else source.value(n) for n in columns])
        except NoSuchProcess:
            continue
    values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    series = (
        series_of(name, COLUMNS[name].kind, value, COLUMNS[name].unit)
        for name, value in zip(columns, values, strict=True)
    )
    return Table(series, time=now)
