"""Clock frequencies: cpufreq's policies in sysfs, and the clocks in ``/proc/cpuinfo``."""

from __future__ import annotations

from sysprobe.types.cpu import CpuFreq

from sysprobe_linux import _native
from sysprobe_linux.sysfs import Sysfs

CPUS = "devices/system/cpu"


def frequencies(sysfs: Sysfs, clocks: dict[int, float]) -> dict[int, CpuFreq]:
    """MHz of every CPU that tells one; `clocks` is what ``/proc/cpuinfo`` tells.

    Where cpuinfo tells a clock it is the measured one, and read at once for all CPUs; `scaling_cur_freq` costs a read
    for each, is what was asked for rather than what runs on older kernels, and is only read where cpuinfo is silent.
    """
    found: dict[int, CpuFreq] = {}
    for policy in _policies(sysfs):
        cpus = _affected(sysfs, policy)
        if not cpus:
            continue
        low, high = _mhz(sysfs, policy, "scaling_min_freq"), _mhz(sysfs, policy, "scaling_max_freq")
        asked = None
        if not all(cpu in clocks for cpu in cpus):
            asked = _mhz(sysfs, policy, "scaling_cur_freq")
            if asked is None:
                asked = _mhz(sysfs, policy, "cpuinfo_cur_freq")
        for cpu in cpus:
            found[cpu] = CpuFreq(clocks.get(cpu, asked), low, high)
    for cpu, clock in clocks.items():
        if cpu not in found:
            found[cpu] = CpuFreq(clock, None, None)
    return dict(sorted(found.items()))


def _policies(sysfs: Sysfs) -> list[str]:
    names = [name for name in sysfs.list(f"{CPUS}/cpufreq") if name.startswith("policy")]
    if names:
        return [f"{CPUS}/cpufreq/{name}" for name in names]
    # Before 4.3 each CPU had a folder or a link to the folder of the CPU it shares its clock with.
    return [
        f"{CPUS}/{name}/cpufreq"
        for name in sysfs.list(CPUS)
        if name.startswith("cpu") and name[3:].isdigit() and sysfs.exists(f"{CPUS}/{name}/cpufreq")
    ]


def _affected(sysfs: Sysfs, policy: str) -> tuple[int, ...]:
    text = sysfs.read_or_none(f"{policy}/affected_cpus")
    if text is None:
        return ()
    try:
        return _native.cpu_list(text)
    except ValueError:
        return ()


def _mhz(sysfs: Sysfs, policy: str, name: str) -> float | None:
    khz = sysfs.number(f"{policy}/{name}")
    return None if khz is None or khz <= 0 else khz / 1000
