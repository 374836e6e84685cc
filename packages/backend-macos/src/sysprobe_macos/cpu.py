"""CPUs: ``host_processor_info(PROCESSOR_CPU_LOAD_INFO)`` and sysctl.

macOS counts neither context switches nor interrupts nor system calls of the whole machine: `cpu_stats` is not answered
(psutil reads counters of free and wired pages there). On Apple silicon it does not tell frequencies either.
"""

from __future__ import annotations

import os

from sysprobe.errors import CapabilityUnavailable
from sysprobe.plugin import Context, hookimpl
from sysprobe.types.cpu import CpuFreq, CpuModel, CpuStats, CpuTimes

from sysprobe_macos import _native
from sysprobe_macos.diagnosis import UNTOLD
from sysprobe_macos.kernel import ask, malformed

TICKS = 100  # per second, on every Mac (CLK_TCK)
HERTZ = 1_000_000
FEATURES = ("machdep.cpu.features", "machdep.cpu.leaf7_features", "machdep.cpu.extfeatures")


class Cpu:
    """CPUs of a Mac."""

    def __init__(self, context: Context) -> None:
        self._context = context

    @hookimpl
    def cpu_times(self) -> CpuTimes:
        """See :meth:`sysprobe.Host.cpu_times`. The kernel counts to 2^32 for each CPU, which takes 497 days."""
        return times(*map(sum, zip(*self._ticks("cpu_times"), strict=True)))

    @hookimpl
    def cpu_times_percpu(self) -> dict[int, CpuTimes]:
        """See :meth:`sysprobe.Host.cpu_times`."""
        return {number: times(*ticks) for number, ticks in enumerate(self._ticks("cpu_times_percpu"))}

    @hookimpl
    def cpu_count(self, logical: bool) -> int | None:
        """See :meth:`sysprobe.Host.cpu_count`. ``hw.logicalcpu``, ``hw.physicalcpu``."""
        return self._number("cpu_count", "hw.logicalcpu" if logical else "hw.physicalcpu")

    @hookimpl
    def cpu_stats(self) -> CpuStats:
        """Raises CapabilityUnavailable, and says why."""
        raise CapabilityUnavailable("cpu_stats", UNTOLD["cpu_stats"])

    @hookimpl
    def cpu_freq(self) -> CpuFreq | None:
        """See :meth:`sysprobe.Host.cpu_freq`. ``hw.cpufrequency``: the nominal one. Intel only."""
        names = ("hw.cpufrequency", "hw.cpufrequency_min", "hw.cpufrequency_max")
        current, low, high = (self._number("cpu_freq", name) for name in names)
        return None if current is None else CpuFreq(current / HERTZ, _megahertz(low), _megahertz(high))

    @hookimpl
    def getloadavg(self) -> tuple[float, float, float]:
        """See :meth:`sysprobe.Host.getloadavg`."""
        return ask(self._context, "getloadavg", os.getloadavg)

    @hookimpl
    def cpu_models(self) -> list[CpuModel] | None:
        """See :meth:`sysprobe.Host.cpu_models`. ``machdep.cpu``: performance and efficiency cores have one name."""
        name = self._text("machdep.cpu.brand_string")
        count = self.cpu_count(True)
        if name is None or count is None:
            return None
        family, model, stepping = (
            self._number("cpu_models", f"machdep.cpu.{n}") for n in ("family", "model", "stepping")
        )
        flags = tuple(flag.lower() for found in FEATURES for flag in (self._text(found) or "").split())
        vendor = self._text("machdep.cpu.vendor")
        return [CpuModel(vendor, name, family, model, stepping, None, flags or None, None, tuple(range(count)))]

    def _ticks(self, capability: str) -> list[tuple[int, int, int, int]]:
        return ask(self._context, capability, _native.processor_ticks)

    def _number(self, capability: str, name: str) -> int | None:
        found = ask(self._context, capability, lambda: _native.system_number(name))
        if found is not None and found < 0:
            raise malformed(name, f"is {found}")
        return found

    def _text(self, name: str) -> str | None:
        return ask(self._context, "cpu_models", lambda: _native.system_text(name)) or None


def times(user: int, system: int, idle: int, nice: int) -> CpuTimes:
    """The record, from ticks."""
    return CpuTimes(
        user / TICKS, system / TICKS, idle / TICKS, nice / TICKS, None, None, None, None, None, None, None
    )  # fmt: skip


def _megahertz(frequency: int | None) -> float | None:
    return None if frequency is None else frequency / HERTZ
