"""What holds for CPUs on every system, whichever backend answers."""

import pytest
import sysprobe
from live import between, eventually

MODES = ("user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal", "guest", "guest_nice", "dpc")


def known(ask, *args, **kwargs):
    try:
        return ask(*args, **kwargs)
    except sysprobe.CapabilityUnavailable as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("percpu", [False, True])
def test_times_are_never_negative_and_some_passed(percpu):
    answer = known(sysprobe.cpu_times, percpu=percpu)
    for times in answer.values() if percpu else (answer,):
        seconds = [getattr(times, mode) for mode in MODES]
        assert all(each is None or each >= 0 for each in seconds)
        assert sum(each or 0 for each in seconds) > 0


def test_single_cpus_add_up_to_all():
    def user():
        return sum(times.user for times in known(sysprobe.cpu_times, percpu=True).values())

    def compare():
        before, found, after = user(), sysprobe.cpu_times().user, user()
        between(before, found, after, slack=0.1 * len(sysprobe.cpu_times(percpu=True)))

    if known(sysprobe.cpu_topology).offline:
        pytest.skip("what CPUs did before they went offline counts for all of them together only")
    eventually(compare)


def test_counts_agree():
    logical, cores = known(sysprobe.cpu_count), sysprobe.cpu_count(logical=False)
    assert logical == len(sysprobe.cpu_times(percpu=True)) > 0
    assert cores is None or 0 < cores <= logical


def test_use_is_a_percentage():
    assert 0 <= known(sysprobe.cpu_percent, 0.01) <= 100
    each = sysprobe.cpu_percent(0.01, percpu=True)
    assert len(each) == sysprobe.cpu_count()
    assert all(0 <= percent <= 100 for percent in each.values())


def test_shares_add_up():
    def compare():
        shares = known(sysprobe.cpu_times_percent, 0.05)
        whole = [getattr(shares, mode) for mode in MODES if not mode.startswith("guest")]
        assert sum(each or 0 for each in whole) == pytest.approx(100, abs=1)

    eventually(compare)


def test_an_interval_below_zero_is_refused():
    with pytest.raises(ValueError, match="interval"):
        sysprobe.cpu_percent(-1)
    with pytest.raises(ValueError, match="interval"):
        sysprobe.cpu_times_percent(-1, percpu=True)


def test_counters_grow():
    before, after = known(sysprobe.cpu_stats), sysprobe.cpu_stats()
    for name in ("ctx_switches", "interrupts", "soft_interrupts", "syscalls", "processes_created"):
        old, new = getattr(before, name), getattr(after, name)
        assert (old is None) == (new is None)
        assert old is None or 0 <= old <= new


@pytest.mark.parametrize("percpu", [False, True])
def test_clocks_lie_in_their_range(percpu):
    answer = known(sysprobe.cpu_freq, percpu=percpu)
    for clock in answer.values() if percpu else (answer,):
        for mhz in (clock.current, clock.min, clock.max):
            assert mhz is None or 0 < mhz < 100_000
        assert clock.min is None or clock.max is None or clock.min <= clock.max


def test_load_is_three_numbers():
    load = known(sysprobe.getloadavg)
    assert len(load) == 3
    assert all(each >= 0 for each in load)


def test_models_share_out_the_cpus():
    models = known(sysprobe.cpu_models)
    cpus = [cpu for model in models for cpu in model.cpus]
    assert len(cpus) == len(set(cpus)) > 0


def test_topology_is_whole():
    topology = known(sysprobe.cpu_topology)
    assert topology.threads == len(topology.online) == len(topology.places) > 0
    assert set(topology.places) == set(topology.online)
    assert topology.cores is None or topology.cores <= topology.threads
    assert topology.packages is None or 0 < topology.packages <= topology.threads
    assert topology.offline is None or not set(topology.offline) & set(topology.online)
    for cache in topology.caches or ():
        assert set(cache.cpus) <= set(topology.online)
        assert cache.kind in {"data", "instruction", "unified"}
        assert cache.size is None or cache.size > 0


@pytest.mark.parametrize("ask", ["cpu_interrupts", "cpu_softirqs"])
def test_each_source_adds_up(ask):
    for source in known(getattr(sysprobe, ask)):
        assert source.total >= 0
        assert source.percpu is None or sum(source.percpu.values()) == source.total
