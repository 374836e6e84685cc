import os

import psutil
import pytest
import sysprobe
from live import between, eventually
from windows import wine


def test_psutil_agrees_about_times():
    """psutil's system time contains interrupts and DPCs, ours does not."""

    def compare():
        before, ours, after = psutil.cpu_times(), sysprobe.cpu_times(), psutil.cpu_times()
        between(before.user, ours.user, after.user, slack=0.1)
        between(before.idle, ours.idle, after.idle, slack=0.1)
        between(before.system, ours.system + ours.irq + ours.dpc, after.system, slack=0.1)

    eventually(compare)


def test_psutil_agrees_about_each_cpu():
    def compare():
        before, ours, after = (
            psutil.cpu_times(percpu=True),
            sysprobe.cpu_times(percpu=True),
            psutil.cpu_times(percpu=True),
        )
        assert list(ours) == list(range(len(before)))
        for number, times in ours.items():
            between(before[number].user, times.user, after[number].user, slack=0.1)
            between(before[number].idle, times.idle, after[number].idle, slack=0.1)

    eventually(compare)


def test_counts():
    assert sysprobe.cpu_count() == psutil.cpu_count() == os.cpu_count()
    assert sysprobe.cpu_count(logical=False) == psutil.cpu_count(logical=False)


@pytest.mark.skipif(wine.running(), reason="Wine: see windows/wine.py")
def test_events_grow():
    before, after = sysprobe.cpu_stats(), sysprobe.cpu_stats()
    assert 0 < before.interrupts <= after.interrupts
    assert before.ctx_switches > 0 < before.syscalls


def test_events_that_are_not_counted_are_unknown():
    found = sysprobe.cpu_stats()
    assert 0 not in (found.ctx_switches, found.syscalls, found.interrupts)
    assert found.soft_interrupts is None


def test_psutil_agrees_about_the_highest_frequency():
    try:
        ours = sysprobe.cpu_freq()
    except sysprobe.CapabilityUnavailable:
        pytest.skip("this machine tells none")
    assert ours.max == psutil.cpu_freq().max


def test_psutil_counts_the_same_cores():
    topology = sysprobe.cpu_topology()
    assert topology.cores == psutil.cpu_count(logical=False)
    assert topology.threads == os.cpu_count()
    assert sorted(topology.places) == sorted(sysprobe.cpu_times(percpu=True))


def test_every_cpu_is_of_a_model():
    models = sysprobe.cpu_models()
    assert sorted(cpu for model in models for cpu in model.cpus) == list(range(os.cpu_count()))
    assert all(model.name for model in models)


def test_a_load_average_is_refused_with_the_reason():
    with pytest.raises(sysprobe.CapabilityUnavailable, match="keeps no averages"):
        sysprobe.getloadavg()
