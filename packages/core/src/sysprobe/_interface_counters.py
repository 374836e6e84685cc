"""Counters of interfaces: straightened, and summed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sysprobe import _counters
from sysprobe.types.network import NetIOCounters


def row_of(each: NetIOCounters) -> _counters.Row:
    """The record's values in the order of its fields; written out, this is three times as fast as `attrgetter`."""
    return (
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


def record_of(row: Iterable[Any]) -> NetIOCounters:
    """The record of one row."""
    return NetIOCounters(*row)


def straightened() -> _counters.CounterRecords[NetIOCounters]:
    """What one Host keeps between looks."""
    return _counters.CounterRecords(row_of, lambda _, row: record_of(row))


def total(counters: Iterable[NetIOCounters]) -> NetIOCounters | None:
    """The sum of all, column by column; a column that nobody counts stays None. None if there are none."""
    columns = _counters.total(map(row_of, counters))
    return None if columns is None else record_of(columns)
