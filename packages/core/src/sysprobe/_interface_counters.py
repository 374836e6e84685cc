"""Counters of interfaces: straightened, and summed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sysprobe import _counters
from sysprobe.types.network import NetIOCounters


def rows_of(records: Mapping[str, NetIOCounters]) -> dict[str, _counters.Row]:
    """The values of each record in the order of its fields; written out, for hundreds of links pay for any call."""
    return {
        name: (
            each.bytes_sent,
            each.bytes_recv,
            each.packets_sent,
            each.packets_recv,
            each.errin,
            each.errout,
            each.dropin,
            each.dropout,
            each.multicast,
            each.collisions,
        )
        for name, each in records.items()
    }


def record_of(row: Iterable[Any]) -> NetIOCounters:
    """The record of one row."""
    return NetIOCounters(*row)


def straightened() -> _counters.CounterRecords[NetIOCounters]:
    """What one Host keeps between looks."""
    return _counters.CounterRecords(rows_of, lambda _, row: record_of(row), total)


def total(counters: Mapping[str, NetIOCounters]) -> NetIOCounters | None:
    """The sum of all, column by column; a column that nobody counts stays None. None if there are none."""
    columns = _counters.total(rows_of(counters).values())
    return None if columns is None else record_of(columns)
