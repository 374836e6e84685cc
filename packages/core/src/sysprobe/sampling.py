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

#: Seconds in modes that together are the time that passed: the first two of them in idleness.
_counted = attrgetter("idle", "iowait", "user", "nice", "system", "irq", "softirq", "steal", "dpc")
_all = attrgetter(*CpuTimes.__annotations__)
#: Which of all modes are part of another one, so that they must not count twice.
_PARTS = tuple(mode in ("guest", "guest_nice") for mode in CpuTimes.__annotations__)

Seconds = tuple[float | None, ...]


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
        return busy(*self._looks("percent", self._look, interval))

    def percent_percpu(self, interval: float | None = None) -> dict[int, float]:
        """Busy share of each online CPU, 0 to 100; 0.0 for one that was not online before."""
        before, after = self._looks("percent_percpu", self._look_percpu, interval)
        return {cpu: busy(before.get(cpu, seconds), seconds) for cpu, seconds in after.items()}

    def times_percent(self, interval: float | None = None) -> CpuTimesPercent:
        """Share of each mode, all CPUs together, 0 to 100."""
        return shares(*self._looks("times_percent", self._look_closely, interval))

    def times_percent_percpu(self, interval: float | None = None) -> dict[int, CpuTimesPercent]:
        """Share of each mode for each online CPU, 0 to 100; all zeros for one that was not online before."""
        before, after = self._looks("times_percent_percpu", self._look_closely_percpu, interval)
        return {cpu: shares(before.get(cpu, seconds), seconds) for cpu, seconds in after.items()}

    def _look(self) -> Seconds:
        return _counted(self._host.cpu_times())

    def _look_percpu(self) -> dict[int, Seconds]:
        return {cpu: _counted(times) for cpu, times in self._host.cpu_times(percpu=True).items()}

    def _look_closely(self) -> Seconds:
        return _all(self._host.cpu_times())

    def _look_closely_percpu(self) -> dict[int, Seconds]:
        return {cpu: _all(times) for cpu, times in self._host.cpu_times(percpu=True).items()}

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


def busy(then: Seconds, now: Seconds) -> float:
    """Share of the time between two looks in which there was something to do.

    What seems to have gone backwards, as Linux's iowait may, counts as 0.
    """
    grown = [0.0 if old is None or new is None or new <= old else new - old for old, new in zip(then, now, strict=True)]
    passed = sum(grown)
    return round(sum(grown[2:]) / passed * 100, 1) if passed else 0.0


def shares(then: Seconds, now: Seconds) -> CpuTimesPercent:
    """Share of each mode in the time between two looks."""
    grown = [
        None if old is None or new is None else new - old if new > old else 0.0
        for old, new in zip(then, now, strict=True)
    ]
    passed = sum(each for each, part in zip(grown, _PARTS, strict=True) if each and not part)
    # A part is counted at another moment than its whole: it could exceed 100 by a tick. Without any whole it has no
    # share.
    percents: list[Any] = [
        None if each is None else min(round(each / passed * 100, 1), 100.0) if each and passed else 0.0
        for each in grown
    ]
    return CpuTimesPercent(*percents)
