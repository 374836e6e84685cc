"""CPUs: NtQuerySystemInformation, GetLogicalProcessorInformationEx, CallNtPowerInformation and the registry."""

from __future__ import annotations

from typing import NamedTuple

from sysprobe.plugin import Context, hookimpl
from sysprobe.types.cpu import CpuFreq, CpuModel, CpuStats, CpuTimes, CpuTopology

from sysprobe_windows import _native, topology
from sysprobe_windows.calls import Calls


class Times(NamedTuple):
    """What one CPU did, in 100 ns; the kernel's time contains the three that follow it."""

    user: int
    kernel: int
    idle: int
    interrupt: int
    dpc: int
    interrupts: int


class Cpu:
    """CPUs of a Windows machine, numbered through its processor groups."""

    def __init__(self, context: Context) -> None:
        self._calls = Calls(context)

    @hookimpl
    def cpu_times(self) -> CpuTimes:
        """See :meth:`sysprobe.Host.cpu_times`."""
        return interpret(Times(*map(sum, zip(*self._times("cpu_times"), strict=True))))

    @hookimpl
    def cpu_times_percpu(self) -> dict[int, CpuTimes]:
        """See :meth:`sysprobe.Host.cpu_times`."""
        return {number: interpret(times) for number, times in enumerate(self._times("cpu_times_percpu"))}

    @hookimpl
    def cpu_count(self, logical: bool) -> int | None:
        """See :meth:`sysprobe.Host.cpu_count`."""
        if logical:
            return len(self._times("cpu_count"))
        return len(self._calls("cpu_count", _native.cpu_relations, topology.CORE)) or None

    @hookimpl
    def cpu_stats(self) -> CpuStats:
        """See :meth:`sysprobe.Host.cpu_stats`. Windows counts switches and system calls to 2³² and then anew."""
        switches, calls = self._calls("cpu_stats", _native.cpu_events)
        interrupts = sum(times.interrupts for times in self._times("cpu_stats"))
        # A system that asks has made calls and was interrupted: 0 is what Wine says for not knowing.
        return CpuStats(switches or None, interrupts or None, None, calls or None, None, None, None)

    @hookimpl
    def cpu_freq(self) -> CpuFreq | None:
        """See :meth:`sysprobe.Host.cpu_freq`."""
        each = list(self._frequencies("cpu_freq").values())
        currents = [one.current for one in each if one.current is not None]
        highest = [one.max for one in each if one.max is not None]
        if not each:
            return None
        return CpuFreq(mean(currents), None, mean(highest))

    @hookimpl
    def cpu_freq_percpu(self) -> dict[int, CpuFreq] | None:
        """See :meth:`sysprobe.Host.cpu_freq`. CPUs of the first processor group."""
        return self._frequencies("cpu_freq_percpu") or None

    @hookimpl
    def cpu_topology(self) -> CpuTopology:
        """See :meth:`sysprobe.Host.cpu_topology`. Windows tells dies and modules since 11 and Server 2022."""
        return topology.topology(self._calls("cpu_topology", _native.cpu_relations, topology.EVERYTHING))

    @hookimpl
    def cpu_models(self) -> list[CpuModel] | None:
        """See :meth:`sysprobe.Host.cpu_models`. Windows does not list features."""
        return topology.models(self._calls("cpu_models", topology.read_models)) or None

    def _times(self, capability: str) -> list[Times]:
        return [Times._make(found) for found in self._calls(capability, _native.cpu_times)]

    def _frequencies(self, capability: str) -> dict[int, CpuFreq]:
        """Of the CPUs that tell one; 0 is none."""
        count = len(self._times(capability))
        found = self._calls(capability, _native.cpu_power, count)
        return {
            number: CpuFreq(float(current) if current else None, None, float(maximum) if maximum else None)
            for number, current, maximum, _limit in found
            if current or maximum
        }


def interpret(times: Times) -> CpuTimes:
    """The record, whose fields do not overlap. Counters of different moments may be off by a tick, never below 0."""
    system = max(times.kernel - times.idle - times.interrupt - times.dpc, 0)
    return CpuTimes(
        user=times.user / 1e7,
        system=system / 1e7,
        idle=times.idle / 1e7,
        nice=None,
        iowait=None,
        irq=times.interrupt / 1e7,
        softirq=None,
        steal=None,
        guest=None,
        guest_nice=None,
        dpc=times.dpc / 1e7,
    )


def mean(values: list[float]) -> float | None:
    """None of nothing."""
    return sum(values) / len(values) if values else None
