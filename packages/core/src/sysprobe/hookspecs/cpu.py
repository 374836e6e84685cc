"""Hook specifications of the cpu domain."""

from __future__ import annotations

from typing import Protocol

from sysprobe.plugin import hookspec
from sysprobe.types.cpu import CpuFreq, CpuModel, CpuStats, CpuTimes, CpuTopology, Interrupt


class CpuHooks(Protocol):
    """CPUs of the host. Answers by CPU are dicts by CPU number; ``None`` declines."""

    @hookspec(firstresult=True)
    def cpu_times(self) -> CpuTimes | None:
        """Seconds since boot by mode, summed over all CPUs."""

    @hookspec(firstresult=True)
    def cpu_times_percpu(self) -> dict[int, CpuTimes] | None:
        """Seconds since boot by mode, for each online CPU."""

    @hookspec(firstresult=True)
    def cpu_count(self, logical: bool) -> int | None:
        """Number of online CPUs, or of physical cores with an online CPU. ``None`` if unknown."""

    @hookspec(firstresult=True)
    def cpu_stats(self) -> CpuStats | None:
        """Events since boot, all CPUs together."""

    @hookspec(firstresult=True)
    def cpu_freq(self) -> CpuFreq | None:
        """Clock frequencies in MHz, the mean over all online CPUs."""

    @hookspec(firstresult=True)
    def cpu_freq_percpu(self) -> dict[int, CpuFreq] | None:
        """Clock frequencies in MHz, for each online CPU that has one."""

    @hookspec(firstresult=True)
    def getloadavg(self) -> tuple[float, float, float] | None:
        """Mean number of tasks that run or want to, over the last 1, 5 and 15 minutes."""

    @hookspec(firstresult=True)
    def cpu_models(self) -> list[CpuModel] | None:
        """Every kind of CPU there is, by their first CPU."""

    @hookspec(firstresult=True)
    def cpu_topology(self) -> CpuTopology | None:
        """Packages, cores, threads, NUMA nodes and caches."""

    @hookspec(firstresult=True)
    def cpu_interrupts(self) -> list[Interrupt] | None:
        """Every interrupt source, in the system's order."""

    @hookspec(firstresult=True)
    def cpu_softirqs(self) -> list[Interrupt] | None:
        """Every kind of soft interrupt, in the system's order."""
