"""Records of counters by name of what counts (interfaces, disks): straightened, and summed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from sysprobe.rates import MonotonicCounters

R = TypeVar("R")
Row = tuple[int | None, ...]


class CounterRecords(Generic[R]):
    """Records whose counters never go backwards, as one Host has seen them.

    `rows_of` gives the counters of each record, `replaced` the same record with other counters, `total` their sum;
    `bits` is as in :class:`~sysprobe.rates.MonotonicCounters`.
    """

    __slots__ = ("_monotonic", "_replaced", "_rows_of", "total")

    def __init__(
        self,
        rows_of: Callable[[Mapping[str, R]], dict[str, Row]],
        replaced: Callable[[R, Row], R],
        total: Callable[[dict[str, R]], R | None],
        bits: int | Sequence[int] = 64,
    ) -> None:
        self._monotonic = MonotonicCounters[str](bits)
        self._rows_of = rows_of
        self._replaced = replaced
        self.total = total

    def read(self, look: Callable[[], dict[str, R]]) -> dict[str, R]:
        """Call `look` and straighten what it returns."""
        records: dict[str, R] = {}
        rows: dict[str, Row] = {}

        def look_for_rows() -> dict[str, Row]:
            nonlocal records, rows
            records = look()
            rows = self._rows_of(records)
            return rows

        straight = self._monotonic.read(look_for_rows)
        # A row that nothing had to be added to comes back as it is, and so its record is good still.
        changed = {name: self._replaced(records[name], row) for name, row in straight.items() if row is not rows[name]}
        return records | changed if changed else records


def total(rows: Iterable[Row]) -> Iterable[int | None] | None:
    """The sum of each column; a column that nobody counts stays None. None if there are no rows."""
    found = list(rows)
    if len(found) == 1:
        return found[0]
    return map(_sum, zip(*found, strict=True)) if found else None


def _sum(column: Row) -> int | None:
    try:
        return sum(column)  # type: ignore[arg-type]  # the usual case: nothing is None
    except TypeError:
        known = [value for value in column if value is not None]
        return sum(known) if known else None
