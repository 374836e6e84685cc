"""Counters of disks that never go backwards, and their sum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter

from sysprobe.rates import MonotonicCounters
from sysprobe.types.disk import DiskIOCounters, DiskKind

_NAMES = tuple(each.name for each in fields(DiskIOCounters) if each.name != "kind")
Row = tuple[int | None, ...]
Records = dict[str, DiskIOCounters]

_row: Callable[[DiskIOCounters], Row] = attrgetter(*_NAMES)
#: Linux keeps times in 32 bits of milliseconds, Windows counts in 32 bits; bytes have 64 everywhere.
_BITS = tuple(64 if name.endswith("_bytes") else 32 for name in _NAMES)


class DiskCounters:
    """The straightened counters of one Host."""

    __slots__ = ("_monotonic",)

    def __init__(self) -> None:
        self._monotonic = MonotonicCounters[str](_BITS)

    def read(self, look: Callable[[], Records], nowrap: bool) -> Records:
        """What ``look()`` returns; with `nowrap` no counter is lower than at the look before."""
        if not nowrap:
            return look()
        found: Records = {}
        raw: dict[str, Row] = {}

        def rows() -> dict[str, Row]:
            found.update(look())
            raw.update({name: _row(record) for name, record in found.items()})
            return raw

        for name, row in self._monotonic.read(rows).items():
            if row is not raw[name]:  # corrected, which is rare
                found[name] = DiskIOCounters(*row, found[name].kind)  # type: ignore[call-arg,arg-type]
        return found


def total(found: Records) -> DiskIOCounters | None:
    """The sum over whole disks, ``None`` if there are none. A field counts the disks that know it."""
    rows = [_row(record) for record in found.values() if record.kind is DiskKind.DISK]
    if not rows:
        return None
    columns = zip(*rows, strict=True)
    if any(None in row for row in rows):
        return DiskIOCounters(*map(_known, columns))  # type: ignore[arg-type]
    return DiskIOCounters(*map(sum, columns))  # type: ignore[arg-type]


def _known(column: Row) -> int | None:
    known = [value for value in column if value is not None]
    return sum(known) if known else None
