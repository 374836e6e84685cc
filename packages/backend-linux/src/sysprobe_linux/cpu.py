"""CPUs: ``/proc/stat``, ``/proc/cpuinfo``, ``/proc/loadavg``, ``/proc/interrupts`` and ``/sys/devices/system/cpu``."""

from __future__ import annotations

import os
from collections.abc import Iterable

from sysprobe.errors import BackendError
from sysprobe.plugin import Context, hookimpl
from sysprobe.types.cpu import CpuFreq, CpuModel, CpuStats, CpuTimes, CpuTopology, Interrupt

from sysprobe_linux import _native
from sysprobe_linux.cpufreq import Clock, frequencies
from sysprobe_linux.cpumodels import interpret_models
from sysprobe_linux.procfs import Procfs
from sysprobe_linux.sysfs import Sysfs
from sysprobe_linux.topology import read_cores, read_topology

#: A thousand CPUs make lines of eleven thousand bytes, and there are thousands of lines.
LONGEST_TABLE = 1 << 28


class Cpu:
    """CPUs of a Linux machine."""

    def __init__(self, context: Context) -> None:
        self._procfs = Procfs(context.root)
        self._sysfs = Sysfs(context.root)
        self._stat = self._procfs.keep("stat", in_one_piece=True)
        self._cpuinfo = self._procfs.keep("cpuinfo")
        self._loadavg = self._procfs.keep("loadavg", in_one_piece=True)
        self._load = _native.load_averages_now if _kernels_load(self._procfs) else self._load_told
        self._online = self._sysfs.keep("devices/system/cpu/online", in_one_piece=True)
        self._ticks = float(self._procfs.ticks)
        self._rows = _native.interrupts(Interrupt)
        self._stats = _native.record_maker(CpuStats)
        self._times = _native.cpu_times(CpuTimes)
        self._times_percpu = _native.cpu_times_percpu(CpuTimes)

    @hookimpl
    def cpu_times(self) -> CpuTimes:
        """See :meth:`sysprobe.Host.cpu_times`."""
        times = self._times(self._stat.read(), self._ticks)
        if times is None:
            raise self._procfs.malformed("stat", "has no cpu line")
        return times

    @hookimpl
    def cpu_times_percpu(self) -> dict[int, CpuTimes]:
        """See :meth:`sysprobe.Host.cpu_times`."""
        times = self._times_percpu(self._stat.read(), self._ticks)
        if not times:
            raise self._procfs.malformed("stat", "has no line for a single CPU")
        return times

    @hookimpl
    def cpu_count(self, logical: bool) -> int | None:
        """See :meth:`sysprobe.Host.cpu_count`."""
        online = self._online_cpus()
        return len(online) if logical else self._cores(online)

    @hookimpl
    def cpu_stats(self) -> CpuStats:
        """See :meth:`sysprobe.Host.cpu_stats`."""
        found = _native.stat_counters(self._stat.read())
        if found is None:
            raise self._procfs.malformed("stat", "has no counters")
        switches, interrupts, softirqs, _btime, created, running, blocked = found
        return self._stats(switches, interrupts, softirqs, None, created, running, blocked)

    @hookimpl
    def cpu_freq(self) -> CpuFreq | None:
        """See :meth:`sysprobe.Host.cpu_freq`."""
        each = self._frequencies().values()
        return CpuFreq(*map(_mean, zip(*each, strict=True))) if each else None

    @hookimpl
    def cpu_freq_percpu(self) -> dict[int, CpuFreq] | None:
        """See :meth:`sysprobe.Host.cpu_freq`."""
        return {cpu: CpuFreq(*clock) for cpu, clock in self._frequencies().items()} or None

    @hookimpl
    def getloadavg(self) -> tuple[float, float, float]:
        """See :meth:`sysprobe.Host.getloadavg`."""
        return self._load()

    def _load_told(self) -> tuple[float, float, float]:
        averages = _native.load_averages(self._loadavg.read())
        if averages is None:
            raise self._procfs.malformed("loadavg", "does not start with three load averages")
        return averages

    @hookimpl
    def cpu_models(self) -> list[CpuModel]:
        """See :meth:`sysprobe.Host.cpu_models`."""
        return interpret_models(self._cpuinfo_blocks(), self._online_cpus())

    @hookimpl
    def cpu_topology(self) -> CpuTopology:
        """See :meth:`sysprobe.Host.cpu_topology`."""
        online = self._online_cpus()
        return read_topology(self._sysfs, online, self._cores(online))

    @hookimpl
    def cpu_interrupts(self) -> list[Interrupt] | None:
        """See :meth:`sysprobe.Host.cpu_interrupts`."""
        return self._interrupts("interrupts")

    @hookimpl
    def cpu_softirqs(self) -> list[Interrupt] | None:
        """See :meth:`sysprobe.Host.cpu_softirqs`. Linux before 2.6.31 does not count them: `None`."""
        return self._interrupts("softirqs")

    def _cores(self, online: tuple[int, ...]) -> int | None:
        cores = read_cores(self._sysfs, online)
        if cores is None:  # without sysfs, cpuinfo may still number packages and cores
            blocks = self._cpuinfo_blocks()
            cores = len({(block.get("physical id"), block["core id"]) for block in blocks if "core id" in block})
        return cores or None

    def _interrupts(self, name: str) -> list[Interrupt] | None:
        text = self._procfs.read_or_none(name, LONGEST_TABLE)
        # None: s390 without interrupts by number, old kernels, containers that mask the file
        return None if text is None else self._rows(text)

    def _frequencies(self) -> dict[int, Clock]:
        return frequencies(self._sysfs, _native.cpuinfo_clocks(self._cpuinfo.read()))

    def _cpuinfo_blocks(self) -> list[dict[str, str]]:
        return _native.cpuinfo_blocks(self._cpuinfo.read())

    def _online_cpus(self) -> tuple[int, ...]:
        try:
            text = self._online.read()
        except BackendError:  # no sysfs: the CPUs with a line in stat are the online ones
            return tuple(self._times_percpu(self._stat.read(), self._ticks))
        try:
            return _native.cpu_list(text)
        except ValueError as error:
            raise self._sysfs.malformed(self._online.name, str(error)) from error


def _kernels_load(procfs: Procfs) -> bool:
    """Whether the kernel itself can be asked: LXCFS mounts a file with the container's own load over /proc/loadavg."""
    if not procfs.live:
        return False
    try:
        return os.stat(procfs.place("loadavg")).st_dev == os.stat(procfs.path).st_dev
    except FileNotFoundError:  # a /proc of processes only (subset=pid)
        return True
    except OSError:
        return False


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
