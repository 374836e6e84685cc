"""CPUs of the host."""

from sysprobe._facade import Facade

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, overload

    from sysprobe.sampling import CpuSampler
    from sysprobe.types.cpu import (
        CpuFreq,
        CpuModel,
        CpuStats,
        CpuTimes,
        CpuTimesPercent,
        CpuTopology,
        Interrupt,
    )


class Cpu(Facade):
    """The cpu domain of a Host. Answers by CPU are dicts by CPU number: CPUs can be offline.

    What a system does not tell is not available there: `sysprobe doctor` says which.
    """

    __slots__ = ()

    if TYPE_CHECKING:

        @overload
        def cpu_times(self, percpu: Literal[False] = ...) -> CpuTimes: ...
        @overload
        def cpu_times(self, percpu: Literal[True]) -> dict[int, CpuTimes]: ...
        @overload
        def cpu_times(self, percpu: bool) -> "CpuTimes | dict[int, CpuTimes]": ...

    def cpu_times(self, percpu: bool = False) -> "CpuTimes | dict[int, CpuTimes]":
        """Seconds that the CPUs have spent in each mode since boot, summed up or for each online CPU.

        Linux: ``/proc/stat``.

        Raises :class:`~sysprobe.CapabilityUnavailable` if no backend answers, :class:`~sysprobe.BackendError` if a
        source cannot be read or makes no sense.
        """
        if percpu:
            return self._require(self._call.cpu_times_percpu(), "cpu_times_percpu")
        return self._require(self._call.cpu_times(), "cpu_times")

    if TYPE_CHECKING:

        @overload
        def cpu_percent(self, interval: float | None = ..., percpu: Literal[False] = ...) -> float: ...
        @overload
        def cpu_percent(self, interval: float | None = ..., *, percpu: Literal[True]) -> dict[int, float]: ...
        @overload
        def cpu_percent(self, interval: float | None, percpu: Literal[True]) -> dict[int, float]: ...
        @overload
        def cpu_percent(self, interval: float | None = ..., percpu: bool = ...) -> float | dict[int, float]: ...

    def cpu_percent(self, interval: "float | None" = None, percpu: bool = False) -> "float | dict[int, float]":
        """Share of the time in which the CPUs were busy, 0 to 100: neither idle nor waiting for I/O.

        With an `interval` above 0 it waits that many seconds between two looks. Else it looks once and compares with
        this thread's last call on this Host; a thread's first call has nothing to compare with and returns 0.0.
        For looks of your own, see :meth:`cpu_sampler`.

        Raises ValueError for a negative interval; else as :meth:`cpu_times`.
        """
        sampler = self._keep("cpu", self._own_sampler)
        return sampler.percent_percpu(interval) if percpu else sampler.percent(interval)

    if TYPE_CHECKING:

        @overload
        def cpu_times_percent(self, interval: float | None = ..., percpu: Literal[False] = ...) -> CpuTimesPercent: ...
        @overload
        def cpu_times_percent(
            self, interval: float | None = ..., *, percpu: Literal[True]
        ) -> dict[int, CpuTimesPercent]: ...
        @overload
        def cpu_times_percent(self, interval: float | None, percpu: Literal[True]) -> dict[int, CpuTimesPercent]: ...
        @overload
        def cpu_times_percent(
            self, interval: float | None = ..., percpu: bool = ...
        ) -> "CpuTimesPercent | dict[int, CpuTimesPercent]": ...

    def cpu_times_percent(
        self, interval: "float | None" = None, percpu: bool = False
    ) -> "CpuTimesPercent | dict[int, CpuTimesPercent]":
        """Share of the time that the CPUs spent in each mode, 0 to 100. `interval` and errors: :meth:`cpu_percent`."""
        sampler = self._keep("cpu", self._own_sampler)
        return sampler.times_percent_percpu(interval) if percpu else sampler.times_percent(interval)

    def cpu_sampler(self) -> "CpuSampler":
        """A sampler of CPU use with looks of its own, which no other code disturbs."""
        from sysprobe.sampling import CpuSampler

        return CpuSampler(self)

    def _own_sampler(self) -> "CpuSampler":
        from weakref import proxy

        from sysprobe.sampling import CpuSampler

        return CpuSampler(proxy(self))  # a Host that kept itself would wait for the garbage collector

    def cpu_count(self, logical: bool = True) -> "int | None":
        """Number of online CPUs, or (``logical=False``) of physical cores with an online CPU. None if unknown.

        Linux: ``/sys/devices/system/cpu``, else ``/proc/cpuinfo`` and ``/proc/stat``. Raises as :meth:`cpu_times`.
        """
        return self._unless_nobody(self._call.cpu_count(logical), "cpu_count")

    def cpu_stats(self) -> "CpuStats":
        """Context switches, interrupts and the like since boot, all CPUs together.

        Linux: ``/proc/stat``. Raises as :meth:`cpu_times`.
        """
        return self._require(self._call.cpu_stats(), "cpu_stats")

    if TYPE_CHECKING:

        @overload
        def cpu_freq(self, percpu: Literal[False] = ...) -> CpuFreq: ...
        @overload
        def cpu_freq(self, percpu: Literal[True]) -> dict[int, CpuFreq]: ...
        @overload
        def cpu_freq(self, percpu: bool) -> "CpuFreq | dict[int, CpuFreq]": ...

    def cpu_freq(self, percpu: bool = False) -> "CpuFreq | dict[int, CpuFreq]":
        """Clock frequencies in MHz: the mean of all online CPUs, or for each that tells one.

        Linux: ``/proc/cpuinfo`` and ``/sys/devices/system/cpu/cpufreq``. Raises as :meth:`cpu_times`; on arm64 without
        cpufreq, as in most virtual machines, nothing tells a frequency: CapabilityUnavailable.
        """
        if percpu:
            return self._require(self._call.cpu_freq_percpu(), "cpu_freq_percpu")
        return self._require(self._call.cpu_freq(), "cpu_freq")

    def getloadavg(self) -> tuple[float, float, float]:
        """Mean number of tasks that ran or wanted to, over the last 1, 5 and 15 minutes.

        On Linux tasks in uninterruptible sleep, mostly for disks, count as well. Linux: ``sysinfo``; ``/proc/loadavg``
        of other roots and of containers that have one of their own. Windows keeps none. Raises as :meth:`cpu_times`.
        """
        load = self._call.getloadavg()  # half a microsecond: even the check that all others share would be felt
        return self._require(load, "getloadavg") if load is None else load

    def cpu_models(self) -> "list[CpuModel]":
        """Every kind of CPU here, with its name and features; big.LITTLE machines have several.

        Linux: ``/proc/cpuinfo``. Windows: the registry. Raises as :meth:`cpu_times`.
        """
        return self._require(self._call.cpu_models(), "cpu_models")

    def cpu_topology(self) -> "CpuTopology":
        """How logical CPUs make up cores, packages and NUMA nodes, which caches they share, and which are offline.

        Linux: ``/sys/devices/system/cpu`` and ``/sys/devices/system/node``. Windows:
        ``GetLogicalProcessorInformationEx``. Raises as :meth:`cpu_times`.
        """
        return self._require(self._call.cpu_topology(), "cpu_topology")

    def cpu_interrupts(self) -> "list[Interrupt]":
        """Every interrupt source and how often each CPU has served it since boot.

        Linux: ``/proc/interrupts``. Raises as :meth:`cpu_times`.
        """
        return self._require(self._call.cpu_interrupts(), "cpu_interrupts")

    def cpu_softirqs(self) -> "list[Interrupt]":
        """Every kind of soft interrupt and how often each CPU has served it since boot.

        Linux (2.6.31): ``/proc/softirqs``. Raises as :meth:`cpu_times`.
        """
        return self._require(self._call.cpu_softirqs(), "cpu_softirqs")
