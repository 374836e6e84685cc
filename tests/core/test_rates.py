"""Counters that wrap, start anew, vanish and come back; rates under any clock."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sysprobe.rates import ForkSafeLock, MonotonicCounters, RateSampler

# The same examples on every run, however slow the machine is.
steady = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def straighten(counters: MonotonicCounters[str], *looks: dict[str, tuple[int | None, ...]]) -> list[dict]:
    return [counters.read(lambda look=look: look) for look in looks]


@steady
@given(bits=st.sampled_from([32, 64]), steps=st.lists(st.integers(0, 2**30), max_size=30), start=st.integers(0, 2**64))
def test_wrapping_counter_is_the_counter_that_never_wraps(bits: int, steps: list[int], start: int) -> None:
    truth = [start % 2**bits]
    for step in steps:
        truth.append(truth[-1] + step)
    seen = straighten(MonotonicCounters(bits), *({"sda": (value % 2**bits,)} for value in truth))
    assert [look["sda"][0] for look in seen] == truth


@steady
@given(values=st.lists(st.integers(0, 2**64 - 1), min_size=1), bits=st.sampled_from([32, 64]))
def test_never_goes_backwards(values: list[int], bits: int) -> None:
    seen = [look["a"][0] for look in straighten(MonotonicCounters(bits), *({"a": (value,)} for value in values))]
    assert seen == sorted(seen)
    assert seen[0] == values[0]


def test_a_counter_that_starts_anew_counts_on() -> None:
    assert straighten(MonotonicCounters(), {"a": (100, 7)}, {"a": (20, 8)}, {"a": (10, 9)})[1:] == [
        {"a": (120, 8)},
        {"a": (130, 9)},
    ]


@pytest.mark.parametrize(("now", "counted"), [(2**30 - 1, 2**32 + 2**30 - 1), (2**30, 2**32 - 1 + 2**30)])
def test_beyond_a_quarter_of_its_range_it_has_started_anew(now: int, counted: int) -> None:
    assert straighten(MonotonicCounters(32), {"a": (2**32 - 1,)}, {"a": (now,)})[1] == {"a": (counted,)}


def test_each_column_has_its_width() -> None:
    seen = straighten(MonotonicCounters((64, 32)), {"a": (2**32 - 1, 2**32 - 1)}, {"a": (0, 0)})
    assert seen[1] == {"a": (2**32 - 1, 2**32)}


def test_objects_do_not_touch_each_other_and_a_vanished_one_is_forgotten() -> None:
    seen = straighten(
        MonotonicCounters(), {"a": (10,), "b": (5,)}, {"a": (1,), "b": (6,)}, {"b": (7,)}, {"a": (2,), "b": (8,)}
    )
    assert seen == [{"a": (10,), "b": (5,)}, {"a": (11,), "b": (6,)}, {"b": (7,)}, {"a": (2,), "b": (8,)}]


def test_unknown_stays_unknown_and_clear_forgets() -> None:
    counters: MonotonicCounters[str] = MonotonicCounters()
    assert straighten(counters, {"a": (None, 5)}, {"a": (3, None)}, {"a": (1, 4)})[-1] == {"a": (4, 4)}
    counters.clear()
    assert straighten(counters, {"a": (0, 1)}) == [{"a": (0, 1)}]


def test_a_failed_look_changes_nothing() -> None:
    counters: MonotonicCounters[str] = MonotonicCounters()
    straighten(counters, {"a": (10,)})
    with pytest.raises(ZeroDivisionError):
        counters.read(lambda: {"a": (1 // 0,)})
    assert straighten(counters, {"a": (4,)}) == [{"a": (14,)}]


def test_threads_that_look_at_once_see_no_restart() -> None:
    counters: MonotonicCounters[str] = MonotonicCounters()
    ticks = iter(range(1, 2001))
    seen: list[int | None] = []

    def look() -> None:
        seen.extend(counters.read(lambda: {"a": (next(ticks),)})["a"][0] for _ in range(500))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(value for value in seen if value is not None) == list(range(1, 2001))


@steady
@given(
    growth=st.lists(st.integers(-(2**40), 2**40), min_size=1, max_size=10),
    ticks=st.lists(st.integers(-5, 5), min_size=10, max_size=10),
)
def test_rates_are_growth_by_time_and_never_negative(growth: list[int], ticks: list[int]) -> None:
    value, now = 2**45, 0.0
    sampler = RateSampler(lambda: {"a": (value, None)}, lambda: now)
    for step, tick in zip(growth, ticks, strict=False):
        value, now = value + step, now + tick
        expected = None if tick <= 0 else max(step, 0) / tick
        assert sampler.sample() == {"a": (expected, None)}


def test_a_new_object_has_no_rate_yet() -> None:
    rows: dict[str, tuple[int, ...]] = {"a": (1,)}
    clock = iter([0.0, 2.0, 4.0])
    sampler = RateSampler(lambda: rows, lambda: next(clock))
    rows = {"a": (5,), "b": (9,)}
    assert sampler.sample() == {"a": (2.0,), "b": (None,)}
    rows = {"b": (9,)}
    assert sampler.sample() == {"b": (0.0,)}


def test_threads_of_a_child_that_first_meet_at_a_lock_share_one(monkeypatch: pytest.MonkeyPatch) -> None:
    both = threading.Barrier(2)

    def make_together() -> threading.Lock:
        if threading.current_thread() is not threading.main_thread():
            both.wait(60)
        return threading.Lock()

    lock = ForkSafeLock(make_together)
    inside = threading.Semaphore(1)
    alone: list[bool] = []

    def work() -> None:
        with lock:
            alone.append(inside.acquire(blocking=False))
            inside.release()

    workers = [threading.Thread(target=work) for _ in range(2)]
    with monkeypatch.context() as patch:
        patch.setattr("sysprobe._locks.os", SimpleNamespace(getpid=lambda: 0))  # the child's pid
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert len(lock._locks) == 2
    assert alone == [True, True]
