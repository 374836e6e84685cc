"""All processes in one call of the C reader."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sysprobe.series import NumberSeries, Series, TextSeries, missing_series
from sysprobe.table import Table
from sysprobe.types.attributes import COLUMNS, Kind

from sysprobe_linux import _native
from sysprobe_linux.process_columns import IN_PAGES, Plan, Raw, plan
from sysprobe_linux.process_status import parse as parse_status

if TYPE_CHECKING:
    from sysprobe_linux.process_machine import Machine

__all__ = ["TableReader"]


class TableReader:
    """The process table below one ``/proc``."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._procfs = machine.procfs

    def pids(self) -> list[int]:
        """All process ids, ascending. BackendError if there is no ``/proc``."""
        folder = self._open()
        try:
            return _native.process_ids(folder)
        except OSError as error:
            self._procfs.fail(error, "")
        finally:
            os.close(folder)

    def read(self, columns: Sequence[str], pids: Sequence[int] | None, workers: int) -> Table:
        """See `ProcessHooks.process_table`."""
        page_size = self._page_size() if IN_PAGES.intersection(columns) else 0
        plans: dict[str, Plan | None] = {name: plan(name, self._machine, page_size) for name in columns}
        positions: dict[Raw, int] = {}
        for each in plans.values():
            if each is not None:
                positions.setdefault(each.raw, len(positions))
        folder = self._open()
        try:
            now = time.monotonic()
            rows, raw = _native.process_table(
                folder, self._same_pids(folder), list(positions), None if pids is None else list(pids), workers
            )
        except OSError as error:
            self._procfs.fail(error, "")
        finally:
            os.close(folder)
        return Table(
            (
                _missing(name, rows) if each is None else _series(name, each, raw[positions[each.raw]])
                for name, each in plans.items()
            ),
            time=now,
        )

    def _page_size(self) -> int:
        """Bytes in a page; of recorded machines by the process whose size stands there in pages and in KiB."""
        if self._machine.page_size is not None:
            return self._machine.page_size
        for name in self._procfs.list():
            if name.isdecimal():
                try:
                    pages = _native.parse_statm(self._procfs.read_or_none(f"{name}/statm") or b"")[0]
                    kib = parse_status(self._procfs.read_or_none(f"{name}/status") or b"")[0].vm_size
                except ValueError:
                    continue
                if pages and kib:
                    return kib * 1024 // pages
        return 4096

    def _open(self) -> int:
        # Anew for each table: three microseconds, and no descriptor that somebody could close behind our back.
        try:
            return os.open(self._procfs.place(""), os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as error:
            self._procfs.fail(error, "")

    def _same_pids(self, folder: int) -> bool:
        """Whether system calls mean the same processes by the same numbers as this ``/proc`` does."""
        if not self._procfs.live:
            return False
        try:
            return os.readlink("self", dir_fd=folder) == str(os.getpid())
        except OSError:
            return False


def _missing(name: str, rows: int) -> Series:
    column = COLUMNS[name]
    return missing_series(name, column.kind, rows, column.unit)


def _series(name: str, planned: Plan, raw: tuple[bytes, bytes | None, bytes | None]) -> Series:
    column = COLUMNS[name]
    data, offsets, validity = raw
    series: Series
    if offsets is None:
        kind = Kind.INT if planned.convert else column.kind
        series = NumberSeries(name, kind, data, validity, column.unit)
    else:
        kind = Kind.TEXT if planned.convert else column.kind
        series = TextSeries(name, kind, data, offsets, validity, column.unit)
    return planned.convert(series) if planned.convert else series
