"""CPUs of a Mac."""

import os

import pytest
from machine import Fault
from sysprobe.errors import BackendError, CapabilityUnavailable
from sysprobe.plugin import Context
from sysprobe.types.cpu import CpuFreq, CpuModel
from sysprobe_macos.cpu import Cpu, times


@pytest.fixture
def cpu():
    return Cpu(Context("macos"))


def test_times(mac, cpu):
    half = 2**31  # the made-up Mac's ticks begin there: numbers without a sign
    percpu = {0: times(half, half + 1, half + 2, half + 3), 1: times(half + 4, half + 5, half + 6, half + 7)}
    assert cpu.cpu_times_percpu() == percpu
    assert percpu[0].user == half / 100
    whole = cpu.cpu_times()
    assert (whole.user, whole.nice) == ((2 * half + 4) / 100, (2 * half + 10) / 100)
    assert (whole.iowait, whole.irq, whole.steal) == (None, None, None)


@pytest.mark.parametrize(("kind", "value", "number"), [(Fault.FAIL, 4, 22), (Fault.SHORT, 0, 5), (Fault.SHORT, 3, 5)])
def test_the_call_may_fail(mac, cpu, kind, value, number):
    mac.order("host_processor_info", kind, value, nth=0)
    for asked in (cpu.cpu_times, cpu.cpu_times_percpu):
        with pytest.raises(BackendError) as caught:
            asked()
        assert caught.value.errno == number


def test_counts(mac, cpu):
    assert (cpu.cpu_count(True), cpu.cpu_count(False)) == (None, None)
    mac.name("hw.logicalcpu", 8)
    mac.name("hw.physicalcpu", 4)
    assert (cpu.cpu_count(True), cpu.cpu_count(False)) == (8, 4)
    mac.name("hw.logicalcpu", -1)
    with pytest.raises(BackendError, match="is -1"):
        cpu.cpu_count(True)


def test_frequency_is_told_on_intel_alone(mac, cpu):
    assert cpu.cpu_freq() is None
    mac.name("hw.cpufrequency", 2_300_000_000)
    assert cpu.cpu_freq() == CpuFreq(2300.0, None, None)
    mac.name("hw.cpufrequency_min", 800_000_000)
    mac.name("hw.cpufrequency_max", 3_300_000_000)
    assert cpu.cpu_freq() == CpuFreq(2300.0, 800.0, 3300.0)


def test_models(mac, cpu):
    assert cpu.cpu_models() is None
    mac.name("machdep.cpu.brand_string", "Apple M3")
    mac.name("hw.logicalcpu", 2)
    assert cpu.cpu_models() == [CpuModel(None, "Apple M3", None, None, None, None, None, None, (0, 1))]
    mac.name("machdep.cpu.vendor", "GenuineIntel")
    mac.name("machdep.cpu.family", 6)
    mac.name("machdep.cpu.features", "FPU VME")
    mac.name("machdep.cpu.leaf7_features", "AVX2")
    (model,) = cpu.cpu_models()
    assert (model.vendor, model.family, model.flags) == ("GenuineIntel", 6, ("fpu", "vme", "avx2"))


def test_load(mac, cpu, monkeypatch):
    monkeypatch.setattr(os, "getloadavg", lambda: (1.0, 2.0, 3.0))
    assert cpu.getloadavg() == (1.0, 2.0, 3.0)


def test_another_machines_files_cannot_answer():
    cpu = Cpu(Context("macos", "/somewhere"))
    for asked in (cpu.cpu_times, cpu.cpu_times_percpu, cpu.cpu_freq, cpu.getloadavg, cpu.cpu_models):
        with pytest.raises(CapabilityUnavailable):
            asked()
