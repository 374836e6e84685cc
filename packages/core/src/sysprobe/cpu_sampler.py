"""CPU use between two looks at the counters."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from operator import attrgetter
from typing import Any, TypeVar

from sysprobe.cpu import Cpu
from sysprobe.types.cpu import CpuTimes, CpuTimesPercent

__all__ = ["CpuSampler"]

T = TypeVar("T")

#: Modes of a CPU in the order of the records' fields.
MODES = tuple(CpuTimes.__annotations__)
#: Places of those that are part of another one: they must not be counted twice.
PARTS = frozenset(MODES.index(mode) for mode in ("guest", "guest_nice"))
#: Places of those in which a CPU has nothing to do.
IDLE = frozenset(MODES.index(mode) for mode in ("idle", "iowait"))
_seconds = attrgetter(*MODES)


class CpuSampler:
    """How busy CPUs were between two looks.

    Each thread has its own last look, and so has each of the four methods: neither another thread nor another method
    shortens the time between two calls. A method's first call in a thread has nothing to compare with and returns 0.0
    (and as a record all zeros), unless `interval` makes it wait that many seconds and look again.
    """

    def __init__(self, host: Cpu) -> None:
        self._host = host
        self._last = threading.local()

    def percent(self, interval: float | None = None) -> float:
        """Busy share of all CPUs together, 0 to 100. Raises ValueError for a negative interval."""
        before, after = self._looks("percent", self._host.cpu_times, interval)
        return busy(before, after)

    def percent_percpu(self, interval: float | None = None) -> dict[int, float]:
        """Busy share of each online CPU, 0 to 100; 0.0 for one that was not online before."""
        before, after = self._looks("percent_percpu", self._percpu, interval)
        return {cpu: busy(before.get(cpu, times), times) for cpu, times in after.items()}

    def times_percent(self, interval: float | None = None) -> CpuTimesPercent:
        """Share of each mode, all CPUs together, 0 to 100."""
        before, after = self._looks("times_percent", self._host.cpu_times, interval)
        return shares(before, after)

    def times_percent_percpu(self, interval: float | None = None) -> dict[int, CpuTimesPercent]:
        """Share of each mode for each online CPU, 0 to 100; all zeros for one that was not online before."""
        before, after = self._looks("times_percent_percpu", self._percpu, interval)
        return {cpu: shares(before.get(cpu, times), times) for cpu, times in after.items()}

    def _percpu(self) -> dict[int, CpuTimes]:
        return self._host.cpu_times(percpu=True)

    def _looks(self, name: str, look: Callable[[], T], interval: float | None) -> tuple[T, T]:
        """The look before and the one now, which this thread's next call compares with."""
        last = self._last.__dict__
        if interval:
            if not interval > 0:  # this way round, not-a-number is refused as well
                raise ValueError(f"interval must not be negative (got {interval!r})")
            before = look()
            time.sleep(interval)
            after = look()
        else:
            after = look()
            before = last.get(name, after)
        last[name] = after
        return before, after


def growth(before: CpuTimes, after: CpuTimes) -> list[float | None]:
    """Seconds by mode between two looks. What seems to have gone backwards, as Linux's iowait may, counts as 0."""
    return [
        None if new is None or old is None else new - old if new > old else 0.0
        for old, new in zip(_seconds(before), _seconds(after), strict=True)
    ]


def busy(before: CpuTimes, after: CpuTimes) -> float:
    """Share of the time between two looks in which there was something to do."""
    passed = worked = 0.0
    for place, seconds in enumerate(growth(before, after)):
        if seconds is None or place in PARTS:
            continue
        passed += seconds
        if place not in IDLE:
            worked += seconds
    return round(worked / passed * 100, 1) if passed > 0 else 0.0


def shares(before: CpuTimes, after: CpuTimes) -> CpuTimesPercent:
    """Share of each mode in the time between two looks."""
    grown = growth(before, after)
    passed = sum(seconds for place, seconds in enumerate(grown) if seconds is not None and place not in PARTS)
    scale = 100 / passed if passed > 0 else 0.0
    # A part is counted by another field and at another moment than its whole: it could exceed 100 by a tick.
    percents: list[Any] = [None if each is None else min(round(each * scale, 1), 100.0) for each in grown]
    return CpuTimesPercent(*percents)
