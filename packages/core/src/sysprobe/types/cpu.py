"""Records of the cpu domain.

Every answer about single CPUs is a dict by CPU number: CPUs can be offline, so
numbers can have gaps and a list's index would lie.
"""

from __future__ import annotations

from sysprobe.types._record import record


@record
class CpuTimes:
    """Seconds that CPUs have spent in each mode since boot.

    The fields are disjoint but for `guest` and `guest_nice`, which are parts of `user`
    and `nice`: the sum of all the others is the time that passed on the CPUs.
    """

    user: float
    """Running user code, incl. `guest`; without `nice` where that is known apart."""
    system: float
    """Running kernel code, without `irq`, `softirq` and `dpc`."""
    idle: float
    """Doing nothing, without `iowait`."""
    nice: float | None
    """Running user code of lowered priority, incl. `guest_nice`. None on Windows."""
    iowait: float | None
    """Idle while a task that last ran there waited for I/O. Linux; else None."""
    irq: float | None
    """Serving hardware interrupts. Linux, Windows; None on macOS."""
    softirq: float | None
    """Serving soft interrupts. Linux; else None."""
    steal: float | None
    """Ready to run, but the hypervisor ran somebody else. Linux; else None."""
    guest: float | None
    """Running virtual CPUs of guests; part of `user`. Linux; else None."""
    guest_nice: float | None
    """Running virtual CPUs of guests of lowered priority; part of `nice`. Linux (2.6.33); else None."""
    dpc: float | None
    """Serving deferred procedure calls. Windows; else None."""


@record
class CpuTimesPercent:
    """Shares of the time between two looks, each 0 to 100.

    The fields are those of `CpuTimes`; all but `guest` and `guest_nice` add up to 100.
    """

    user: float
    """Running user code, incl. `guest`."""
    system: float
    """Running kernel code, without interrupts."""
    idle: float
    """Doing nothing, without `iowait`."""
    nice: float | None
    """Running user code of lowered priority. None on Windows."""
    iowait: float | None
    """Idle while a task waited for I/O. Linux; else None."""
    irq: float | None
    """Serving hardware interrupts. Linux, Windows; None on macOS."""
    softirq: float | None
    """Serving soft interrupts. Linux; else None."""
    steal: float | None
    """Taken by the hypervisor. Linux; else None."""
    guest: float | None
    """Running virtual CPUs of guests; part of `user`. Linux; else None."""
    guest_nice: float | None
    """Running virtual CPUs of guests of lowered priority; part of `nice`. Linux; else None."""
    dpc: float | None
    """Serving deferred procedure calls. Windows; else None."""


@record
class CpuStats:
    """Events since boot, all CPUs together, and the run queue of this moment."""

    ctx_switches: int | None
    """Context switches. None on macOS, which has no such counter."""
    interrupts: int | None
    """Hardware interrupts served. None on macOS. Linux adds up counters, some of which have 32 bits: where one of them
    wraps, the sum goes back."""
    soft_interrupts: int | None
    """Soft interrupts served, a sum of 32-bit counters that can go back likewise. Linux (2.6.31); else None."""
    syscalls: int | None
    """System calls made. Windows; else None."""
    processes_created: int | None
    """Processes and threads ever created. Linux; else None."""
    running: int | None
    """Threads running or ready to run now. Linux; else None."""
    blocked: int | None
    """Threads waiting for I/O to end now. Linux; else None."""


@record
class CpuFreq:
    """Clock frequencies in MHz; of all CPUs together: the means of theirs."""

    current: float | None
    """What the CPU runs at now. None where the system does not say."""
    min: float | None
    """The lowest that it may be set to now. None where the system does not say."""
    max: float | None
    """The highest that it may be set to now. None where the system does not say."""


@record
class CpuModel:
    """One kind of CPU and those that are of it. A big.LITTLE machine has several kinds."""

    vendor: str | None
    """Maker as the CPU names it, e.g. "GenuineIntel", "ARM". None if it does not say."""
    name: str | None
    """Model for people, e.g. "AMD EPYC 7763 64-Core Processor". None if unknown."""
    family: int | None
    """Family number (x86). None elsewhere."""
    model: int | None
    """Model number (x86), part number (ARM). None elsewhere."""
    stepping: int | None
    """Stepping (x86), revision (ARM). None elsewhere."""
    microcode: str | None
    """Revision of the loaded microcode. Linux on x86; else None."""
    flags: tuple[str, ...] | None
    """Features in the system's own words and order, e.g. "avx2". None if the system does not list them."""
    bugs: tuple[str, ...] | None
    """Hardware bugs the kernel knows it has. Linux on x86 (4.0); else None."""
    cpus: tuple[int, ...]
    """Numbers of the online CPUs of this kind, ascending."""


@record
class CpuPlace:
    """Where one logical CPU sits. Two CPUs share a core if all fields but `node` are equal."""

    package: int | None
    """Socket. None if unknown."""
    die: int | None
    """Die within the package. None if unknown."""
    cluster: int | None
    """Cluster within the die: cores that share more than the rest of it do. None if unknown or none."""
    core: int | None
    """Core within the cluster, die or package; numbers may have gaps. None if unknown."""
    node: int | None
    """NUMA node. None if the system has no such notion."""


@record
class CpuCache:
    """One cache, with the CPUs that share it."""

    level: int
    """1 is the nearest to the core."""
    kind: str
    """"data", "instruction" or "unified"."""
    size: int | None
    """Bytes. None if unknown."""
    line_size: int | None
    """Bytes of one line. None if unknown."""
    ways: int | None
    """Associativity. None if unknown or fully associative."""
    sets: int | None
    """Number of sets. None if unknown."""
    cpus: tuple[int, ...]
    """Numbers of the online CPUs that share it, ascending."""


@record
class CpuTopology:
    """How logical CPUs make up cores, packages and NUMA nodes."""

    packages: int | None
    """Sockets with at least one online CPU. None if unknown."""
    cores: int | None
    """Physical cores with at least one online CPU. None if unknown."""
    threads: int
    """Logical CPUs online."""
    online: tuple[int, ...]
    """Numbers of the CPUs in use, ascending."""
    offline: tuple[int, ...] | None
    """Numbers of CPUs that are present and switched off. None if the system does not say."""
    possible: tuple[int, ...] | None
    """Numbers that CPUs may ever get here, incl. those not plugged in. Linux; else None."""
    nodes: dict[int, tuple[int, ...]] | None
    """NUMA node -> its online CPUs. None if the system has no such notion."""
    caches: tuple[CpuCache, ...] | None
    """By level, kind and first CPU. None if the system does not say."""
    places: dict[int, CpuPlace]
    """Online CPU -> where it sits."""


@record
class Interrupt:
    """One interrupt source and how often each CPU has served it since boot."""

    name: str
    """What the kernel calls the line: a number as text ("24"), or a kind ("NMI", "LOC")."""
    description: str | None
    """Controller, trigger and devices, or the kind in words. None if the kernel gives none."""
    total: int
    """Times served, all CPUs together: the sum of `percpu`."""
    percpu: dict[int, int] | None
    """CPU -> times served; Linux counts in 32 bits, and goes on from 0 after 4294967295. None where it is only counted
    for all together (ERR, MIS)."""
