"""Ours, psutil and the bare system calls, measured in one run and printed as ratios.

Machines are noisy, so the three are timed in turns, round after round, and the best of each is compared. What is timed
is the process's CPU time, its threads' included; with ``--wall`` the time that passes, which on a busy machine is more.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass
class Case:
    """One row: the same answer from three sources; `None` where there is no such source."""

    name: str
    ours: Callable[[], object]
    psutil: Callable[[], object] | None = None
    floor: Callable[[], object] | None = None


Clock = Callable[[], float]


def best(functions: Sequence[Callable[[], object] | None], seconds: float, clock: Clock) -> list[float | None]:
    """Best time of each function per call, in seconds; they take turns."""
    counts = [_calls_in(function, 0.005, clock) for function in functions]
    results: list[float | None] = [None] * len(functions)
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or any(f and r is None for f, r in zip(functions, results, strict=True)):
        for place, (function, count) in enumerate(zip(functions, counts, strict=True)):
            if function is None:
                continue
            taken = _time(function, count, clock)
            previous = results[place]
            results[place] = taken if previous is None else min(previous, taken)
    return results


def _time(function: Callable[[], object], count: int, clock: Clock) -> float:
    start = clock()
    for _ in range(count):
        function()
    return (clock() - start) / count


def _calls_in(function: Callable[[], object] | None, seconds: float, clock: Clock) -> int:
    """How many calls make one turn, so that the clock's own cost does not matter."""
    if function is None:
        return 0
    function()
    return max(1, min(10_000, int(seconds / max(_time(function, 3, clock), 1e-9))))


def report(cases: Sequence[Case]) -> None:
    """Measure and print: microseconds of each, psutil ÷ ours (more is better), ours ÷ floor (1 is the floor)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.0, help="time for each row")
    parser.add_argument("--only", default="", help="only rows whose name contains this")
    parser.add_argument("--wall", action="store_true", help="the time that passes instead of CPU time")
    options = parser.parse_args()
    clock = time.perf_counter if options.wall else time.process_time
    print(f"{'':32} {'ours µs':>10} {'psutil µs':>10} {'floor µs':>10} {'psutil÷ours':>12} {'ours÷floor':>11}")
    for case in cases:
        if options.only in case.name:
            ours, theirs, floor = best((case.ours, case.psutil, case.floor), options.seconds, clock)
            assert ours is not None
            print(
                f"{case.name:32} {_micro(ours):>10} {_micro(theirs):>10} {_micro(floor):>10}"
                f" {_ratio(theirs, ours):>12} {_ratio(ours, floor):>11}"
            )


def _micro(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds * 1e6:.2f}"


def _ratio(numerator: float | None, denominator: float | None) -> str:
    return "-" if numerator is None or denominator is None else f"{numerator / denominator:.2f}"


def read_file(path: str) -> Callable[[], object]:
    """The floor of reading a file: open, read, close."""
    import os

    def floor() -> None:
        descriptor = os.open(path, os.O_RDONLY)
        os.read(descriptor, 1 << 16)
        os.close(descriptor)

    return floor
