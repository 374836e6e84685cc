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

#: In these modes a CPU has something to do. The others are idleness, and parts of these that must not count twice.
_worked = attrgetter("user", "nice", "system", "irq", "softirq", "steal", "dpc")
_rested = attrgetter("idle", "iowait")
_all = attrgetter(*CpuTimes.__annotations__)


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


def grown(then: tuple[float | None, ...], now: tuple[float | None, ...]) -> float:
    """Seconds by which counters have grown. What seems to have gone backwards, as Linux's iowait may, counts as 0."""
    total = 0.0
    for old, new in zip(then, now, strict=True):
        if old is not None and new is not None and new > old:
            total += new - old
    return total


def busy(before: CpuTimes, after: CpuTimes) -> float:
    """Share of the time between two looks in which there was something to do."""
    worked = grown(_worked(before), _worked(after))
    passed = worked + grown(_rested(before), _rested(after))
    return round(worked / passed * 100, 1) if passed > 0 else 0.0


def shares(before: CpuTimes, after: CpuTimes) -> CpuTimesPercent:
    """Share of each mode in the time between two looks."""
    passed = grown(_worked(before), _worked(after)) + grown(_rested(before), _rested(after))
    percents: list[Any] = []
    for old, new in zip(_all(before), _all(after), strict=True):
        if old is None or new is None:
            percents.append(None)
        elif new > old:
            # A part is counted at another moment than its whole: it could exceed 100 by a tick. Without any whole it
            # has no share.
            percents.append(min(round((new - old) / passed * 100, 1), 100.0) if passed else 0.0)
        else:
            percents.append(0.0)
    return CpuTimesPercent(*percents)
