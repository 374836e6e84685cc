"""CPU use between two looks, on counters that a script moves."""

import math
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sysprobe.sampling import CpuSampler
from sysprobe.types.cpu import CpuTimes, CpuTimesPercent

# The same examples on every run, however slow the machine is.
steady = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def times(user=0.0, system=0.0, idle=0.0, **others):
    modes = dict.fromkeys(("nice", "iowait", "irq", "softirq", "steal", "guest", "guest_nice"), 0.0) | others
    return CpuTimes(user, system, idle, **modes, dpc=None)


class Script:
    """A host whose looks are given."""

    def __init__(self, *looks):
        self.looks = iter(looks)

    def cpu_times(self, percpu=False):
        return next(self.looks)


def percent(before, after):
    sampler = CpuSampler(Script(before, after))
    assert sampler.percent() == 0.0
    return sampler.percent()


class TestPercent:
    def test_the_first_call_has_nothing_to_compare_with(self):
        assert CpuSampler(Script(times(5, 5, 5))).percent() == 0.0

    def test_busy_is_neither_idle_nor_waiting(self):
        assert percent(times(), times(user=1, system=1, idle=5, iowait=3)) == 20.0

    def test_guest_is_part_of_user_and_not_counted_twice(self):
        assert percent(times(), times(user=2, guest=2, nice=1, guest_nice=1, idle=7)) == 30.0

    def test_what_goes_backwards_counts_as_nothing(self):
        assert percent(times(idle=100, iowait=50), times(user=1, idle=99, iowait=53)) == 25.0

    def test_no_time_passed(self):
        assert percent(times(1, 1, 1), times(1, 1, 1)) == 0.0

    def test_modes_that_a_system_lacks_are_left_out(self):
        macos = {"nice": 0.0} | dict.fromkeys(("iowait", "irq", "softirq", "steal", "guest", "guest_nice"))
        assert percent(times(**macos), times(1, 1, 2, **macos)) == 50.0

    def test_an_interval_looks_twice_and_the_next_call_goes_on_from_there(self):
        sampler = CpuSampler(Script(times(), times(user=1, idle=1), times(user=1, idle=2)))
        assert sampler.percent(1e-6) == 50.0
        assert sampler.percent() == 0.0

    @pytest.mark.parametrize("interval", [-1, -0.001, math.nan])
    @pytest.mark.parametrize("name", ["percent", "percent_percpu", "times_percent", "times_percent_percpu"])
    def test_an_interval_below_zero_is_refused(self, name, interval):
        with pytest.raises(ValueError, match="interval"):
            getattr(CpuSampler(Script()), name)(interval)

    def test_a_cpu_that_comes_online_has_no_use_yet(self):
        sampler = CpuSampler(
            Script({0: times(), 2: times()}, {0: times(user=1), 1: times(user=9)}, {1: times(user=9, idle=1)})
        )
        assert sampler.percent_percpu() == {0: 0.0, 2: 0.0}
        assert sampler.percent_percpu() == {0: 100.0, 1: 0.0}
        assert sampler.percent_percpu() == {1: 0.0}


class TestTimesPercent:
    def test_shares(self):
        sampler = CpuSampler(Script(times(), times(user=2, system=1, idle=6, steal=1, guest=1)))
        assert sampler.times_percent() == CpuTimesPercent(*[0.0] * 10, None)
        assert sampler.times_percent() == CpuTimesPercent(
            user=20.0, system=10.0, idle=60.0, nice=0.0, iowait=0.0, irq=0.0, softirq=0.0, steal=10.0, guest=10.0,
            guest_nice=0.0, dpc=None,
        )  # fmt: skip

    def test_a_short_interval_adds_up_to_100_as_well(self):
        # psutil divides by at least one second of CPU time: of 0.2 s it reports 20 % instead of 100 %.
        sampler = CpuSampler(Script(times(), times(user=0.15, idle=0.05)))
        sampler.times_percent()
        shares = sampler.times_percent()
        assert (shares.user, shares.idle) == (75.0, 25.0)

    def test_each_cpu(self):
        sampler = CpuSampler(Script({0: times()}, {0: times(user=1, idle=1), 1: times(idle=3)}))
        sampler.times_percent_percpu()
        shares = sampler.times_percent_percpu()
        assert (shares[0].user, shares[0].idle, shares[1].idle) == (50.0, 50.0, 0.0)


counters = st.floats(0, 1e9)
random_times = st.builds(
    times, counters, counters, counters, nice=counters, iowait=counters, irq=counters, steal=counters, guest=counters
)


@steady
@given(looks=st.lists(random_times, min_size=2, max_size=5))
def test_percentages_stay_percentages(looks):
    one, other = CpuSampler(Script(*looks)), CpuSampler(Script(*looks))
    for _ in looks:
        assert 0 <= one.percent() <= 100
        shares = other.times_percent()
        whole = [getattr(shares, name) for name in ("user", "nice", "system", "irq", "steal", "idle", "iowait")]
        assert all(0 <= each <= 100 for each in (*whole, shares.guest))
        assert sum(whole) == pytest.approx(100, abs=0.5) or sum(whole) == 0


def test_each_thread_and_each_method_has_its_own_last_look():
    sampler = CpuSampler(Script(times(), times(), times(user=1, idle=1), times(user=1, idle=3), times(user=4, idle=6)))
    sampler.percent()
    results = []
    thread = threading.Thread(target=lambda: results.extend((sampler.percent(), sampler.percent())))
    thread.start()
    thread.join()
    assert results == [0.0, 50.0]
    assert sampler.times_percent().user == 0.0
    assert sampler.percent() == 40.0


def test_hosts_share_no_looks():
    one, other = CpuSampler(Script(times(), times(user=1))), CpuSampler(Script(times(user=5)))
    one.percent()
    assert other.percent() == 0.0
    assert one.percent() == 100.0
