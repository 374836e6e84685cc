"""Counters of disks: straightened, and summed over the disks that count each transfer once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from sysprobe import _counters
from sysprobe.types.disk import DiskIOCounters, DiskKind

_NAMES = [each.name for each in fields(DiskIOCounters) if each.name != "kind"]
#: Linux keeps times in 32 bits of milliseconds, Windows counts in 32 bits; bytes have 64 everywhere.
_BITS = tuple(64 if name.endswith("_bytes") else 32 for name in _NAMES)


def row_of(each: DiskIOCounters) -> _counters.Row:
    """The record's counters in the order of its fields; written out, this is three times as fast as `attrgetter`."""
    return (
        each.read_count,
        each.write_count,
        each.read_bytes,
        each.write_bytes,
        each.read_time,
        each.write_time,
        each.busy_time,
        each.weighted_time,
        each.read_merged_count,
        each.write_merged_count,
        each.discard_count,
        each.discard_merged_count,
        each.discard_bytes,
        each.discard_time,
        each.flush_count,
        each.flush_time,
    )


def _rows_of(records: Mapping[str, DiskIOCounters]) -> dict[str, _counters.Row]:
    return {name: row_of(each) for name, each in records.items()}


def _replaced(each: DiskIOCounters, row: _counters.Row) -> DiskIOCounters:
    return DiskIOCounters(*row, each.kind)  # type: ignore[call-arg,arg-type]  # all but kind


def straightened() -> _counters.CounterRecords[DiskIOCounters]:
    """What one Host keeps between looks."""
    return _counters.CounterRecords(_rows_of, _replaced, total, _BITS)


def total(found: dict[str, DiskIOCounters]) -> DiskIOCounters | None:
    """The sum over whole disks, ``None`` if there are none."""
    columns = _counters.total(row_of(each) for each in found.values() if each.kind is DiskKind.DISK)
    return None if columns is None else DiskIOCounters(*columns)  # type: ignore[arg-type]
