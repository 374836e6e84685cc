"""Counters of interfaces: straightened, and summed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Any

from sysprobe.rates import MonotonicCounters
from sysprobe.types.network import NetIOCounters

FIELDS: tuple[str, ...] = tuple(NetIOCounters.__dataclass_fields__)
row_of: Callable[[NetIOCounters], tuple[int | None, ...]] = attrgetter(*FIELDS)


class InterfaceCounters:
    """Counters that never go backwards, as one Host has seen them."""

    def __init__(self) -> None:
        self._counters = MonotonicCounters[str]()

    def read(self, look: Callable[[], Mapping[str, NetIOCounters]]) -> dict[str, NetIOCounters]:
        """Call `look` and straighten what it returns."""
        records: dict[str, NetIOCounters] = {}
        rows: dict[str, tuple[int | None, ...]] = {}

        def look_for_rows() -> Mapping[str, tuple[int | None, ...]]:
            records.update(look())
            rows.update({name: row_of(record) for name, record in records.items()})
            return rows

        # A row that nothing had to be added to comes back as it is, and so its record is good still.
        return {
            name: records[name] if row is rows[name] else record_of(row)
            for name, row in self._counters.read(look_for_rows).items()
        }


def record_of(row: Iterable[Any]) -> NetIOCounters:
    """The record of one row."""
    return NetIOCounters(*row)


def total(counters: Iterable[NetIOCounters]) -> NetIOCounters | None:
    """The sum of all, column by column; a column that nobody counts stays None. None if there are none."""
    rows = [row_of(each) for each in counters]
    if not rows:
        return None
    return record_of(_sum(column) for column in zip(*rows, strict=True))


def _sum(column: Iterable[int | None]) -> int | None:
    known = [value for value in column if value is not None]
    return sum(known) if known else None
