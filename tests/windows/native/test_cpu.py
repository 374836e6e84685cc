import pytest
from sysprobe.errors import BackendError
from sysprobe.types.cpu import CpuFreq
from windows.native import buffers

SECOND = 10_000_000


@pytest.fixture
def cpu(machine, context):
    from sysprobe_windows.cpu import Cpu

    machine["cpu_groups"] = machine.says(1)
    return Cpu(context)


def test_times_do_not_overlap(machine, cpu):
    # idle, kernel (with all but the user's), user, DPC, interrupt
    machine["query_group"] = buffers.cpu_times(
        (50 * SECOND, 80 * SECOND, 20 * SECOND, 7 * SECOND, 3 * SECOND, 1), (SECOND, SECOND - 1, 0, 1, 0, 2)
    )
    first, second = cpu.cpu_times_percpu().values()
    assert (first.user, first.system, first.idle, first.irq, first.dpc) == (20.0, 20.0, 50.0, 3.0, 7.0)
    assert second.system == 0.0
    assert (first.nice, first.iowait, first.softirq, first.steal, first.guest) == (None,) * 5
    total = cpu.cpu_times()
    assert (total.user, total.idle, total.dpc) == (20.0, 51.0, 7.0000001)


def test_cpus_of_all_groups_are_counted_on(machine, cpu):
    machine["cpu_groups"] = machine.says(2)
    groups = [buffers.cpu_times(*[(0, 0, SECOND, 0, 0, 5)] * 64), buffers.cpu_times((0, 0, 2 * SECOND, 0, 0, 6))]
    machine["query_group"] = lambda kind, group, _: groups[group]
    machine["query_system"] = buffers.cpu_events(1, 2)
    times = cpu.cpu_times_percpu()
    assert list(times) == list(range(65))
    assert times[64].user == 2.0
    assert cpu.cpu_count(True) == 65
    assert cpu.cpu_stats().interrupts == 64 * 5 + 6


def test_cores(machine, cpu):
    machine["cpu_relations"] = buffers.cpu_cores(100)
    assert cpu.cpu_count(False) == 100
    machine["cpu_relations"] = b""
    assert cpu.cpu_count(False) is None
    for nonsense in (buffers.cpu_cores(2)[:-1], bytes(9), bytes(4)):
        machine["cpu_relations"] = nonsense
        with pytest.raises(BackendError, match="makes no sense"):
            cpu.cpu_count(False)
    machine["cpu_relations"] = 5
    with pytest.raises(BackendError, match="GetLogicalProcessorInformationEx failed"):
        cpu.cpu_count(False)


def test_events(machine, cpu):
    machine["query_group"] = buffers.cpu_times((0, 0, 0, 0, 0, 2**32 - 1), (0, 0, 0, 0, 0, 2))
    machine["query_system"] = buffers.cpu_events(2**32 - 1, 77)
    found = cpu.cpu_stats()
    assert (found.ctx_switches, found.interrupts, found.syscalls) == (2**32 - 1, 2**32 + 1, 77)
    assert (found.soft_interrupts, found.processes_created, found.running, found.blocked) == (None,) * 4
    machine["query_system"] = buffers.cpu_events(0, 0)
    machine["query_group"] = buffers.cpu_times((0,) * 6)
    found = cpu.cpu_stats()
    assert (found.ctx_switches, found.interrupts, found.syscalls) == (None, None, None)
    machine["query_system"] = bytes(311)
    with pytest.raises(BackendError, match="makes no sense"):
        cpu.cpu_stats()


def test_frequencies(machine, cpu):
    machine["query_group"] = buffers.cpu_times(*[(0,) * 6] * 3)
    machine["cpu_power"] = buffers.cpu_power((0, 3000, 1000, 3000), (1, 2000, 0, 2000), (2, 0, 0, 0))
    assert cpu.cpu_freq_percpu() == {0: CpuFreq(1000.0, None, 3000.0), 1: CpuFreq(None, None, 2000.0)}
    assert cpu.cpu_freq() == CpuFreq(1000.0, None, 2500.0)
    machine["cpu_power"] = buffers.cpu_power((0, 0, 0, 0))
    assert cpu.cpu_freq() is cpu.cpu_freq_percpu() is None


def test_numbers_of_cpus_that_cannot_be(library):
    from sysprobe_windows import _native

    for count in (0, 65537):
        with pytest.raises(ValueError, match="cannot be"):
            _native.cpu_power(count)
