"""From counters to rates, with the state in objects that somebody owns, never in a module.

`MonotonicCounters` straightens counters that wrap or start anew; `RateSampler` tells how
fast counters grow between two looks.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Generic, TypeVar

from sysprobe._locks import ForkSafeLock

__all__ = ["ForkSafeLock", "MonotonicCounters", "RateSampler"]

K = TypeVar("K", bound=Hashable)
Row = Sequence[int | None]


class MonotonicCounters(Generic[K]):
    """Rows of counters by object (a disk, an interface) that never go backwards.

    A counter that shrinks has wrapped or has started anew. It has wrapped if that means that it advanced by at most a
    quarter of its range: then the range is added. Else it counts on from where it was. An object that is absent from
    a look is forgotten: what comes back under its name is another object.

    All rows of an object must have the same number of columns, look after look.

    Parameters
    ----------
    bits
        Width of the counters: one number for all, or one for each column.
    """

    __slots__ = ("_bits", "_lock", "_offsets", "_seen")

    def __init__(self, bits: int | Sequence[int] = 64) -> None:
        self._bits = bits
        self._lock = ForkSafeLock()
        self._seen: dict[K, tuple[int | None, ...]] = {}
        self._offsets: dict[K, list[int]] = {}  # of those only that ever went backwards

    def read(self, look: Callable[[], Mapping[K, tuple[int | None, ...]]]) -> dict[K, tuple[int | None, ...]]:
        """Call ``look`` and straighten what it returns. Rows that nothing is added to come back themselves.

        Looking is done under the lock: of two threads the one that looked first must not arrive last, or its older
        numbers would pass for a restart.
        """
        with self._lock:
            rows = look()
            seen, offsets, result = self._seen, self._offsets, dict(rows)
            # Most disks and interfaces of a big machine idle: a row that is as it was needs no look at its columns.
            for key in [key for key, row in rows.items() if row != seen.get(key) or key in offsets]:
                result[key] = self._straighten(key, rows[key])
            for key in offsets.keys() - rows.keys() if offsets else ():
                del offsets[key]
            self._seen = dict(rows)
            return result

    def clear(self) -> None:
        """Forget everything: the next look returns the counters as they are."""
        with self._lock:
            self._seen = {}
            self._offsets = {}

    def _straighten(self, key: K, row: tuple[int | None, ...]) -> tuple[int | None, ...]:
        before = self._seen.get(key)
        offsets = self._offsets.get(key)
        if before is not None:
            for column, (new, old) in enumerate(zip(row, before, strict=True)):
                if new is not None and old is not None and new < old:
                    if offsets is None:
                        offsets = self._offsets[key] = [0] * len(row)
                    offsets[column] += self._lost(column, old, new)
        if offsets is None:
            return row
        return tuple(None if value is None else value + offset for value, offset in zip(row, offsets, strict=True))

    def _lost(self, column: int, old: int, new: int) -> int:
        bits = self._bits if isinstance(self._bits, int) else self._bits[column]
        span = 1 << bits
        wrapped = old < span and new + span - old <= span // 4
        return span if wrapped else old


class RateSampler(Generic[K]):
    """How fast counters grow, per second, between two looks.

    Parameters
    ----------
    look
        Returns rows of counters by object, all rows with the same columns. Straighten them with `MonotonicCounters`
        first if they can wrap.
    clock
        Seconds that never go backwards.
    """

    __slots__ = ("_before", "_clock", "_lock", "_look", "_when")

    def __init__(self, look: Callable[[], Mapping[K, Row]], clock: Callable[[], float] = time.monotonic) -> None:
        self._look = look
        self._clock = clock
        self._lock = ForkSafeLock()
        self._when = clock()
        self._before = dict(look())

    def sample(self) -> dict[K, tuple[float | None, ...]]:
        """Growth per second since the look before (the first look was when this was made).

        A counter that shrank counts as 0. None: the counter is unknown, its object was not there before, or the clock
        has not moved.
        """
        with self._lock:
            when, rows = self._clock(), dict(self._look())
            passed, before = when - self._when, self._before
            self._when, self._before = when, rows
        return {key: self._rates(row, before.get(key), passed) for key, row in rows.items()}

    @staticmethod
    def _rates(row: Row, before: Row | None, passed: float) -> tuple[float | None, ...]:
        if before is None or passed <= 0:
            return (None,) * len(row)
        return tuple(
            None if new is None or old is None else max(new - old, 0) / passed
            for new, old in zip(row, before, strict=True)
        )
