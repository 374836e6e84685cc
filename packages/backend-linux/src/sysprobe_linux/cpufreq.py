"""Clock frequencies: cpufreq's policies in sysfs, and the clocks in ``/proc/cpuinfo``."""

from __future__ import annotations

from sysprobe_linux.sysfs import Sysfs
from sysprobe_linux.topology import CPUS, numbers

#: Current, lowest and highest frequency.
Clock = tuple[float | None, float | None, float | None]


def frequencies(sysfs: Sysfs, clocks: dict[int, float]) -> dict[int, Clock]:
    """MHz of every CPU that tells one; `clocks` is what ``/proc/cpuinfo`` tells.

    Where cpuinfo tells a clock it is the measured one, and read at once for all CPUs; `scaling_cur_freq` costs a read
    for each, is what was asked for rather than what runs on older kernels, and is only read where cpuinfo is silent.
    """
    found: dict[int, Clock] = {cpu: (clock, None, None) for cpu, clock in clocks.items()}
    policies = _policies(sysfs, clocks)
    for policy in policies:
        cpus = numbers(sysfs, f"{policy}/affected_cpus") or ()
        low, high = _mhz(sysfs, policy, "scaling_min_freq"), _mhz(sysfs, policy, "scaling_max_freq")
        asked = None
        if not all(cpu in clocks for cpu in cpus):
            asked = _mhz(sysfs, policy, "scaling_cur_freq")
            if asked is None:
                asked = _mhz(sysfs, policy, "cpuinfo_cur_freq")
        for cpu in cpus:
            found[cpu] = (clocks.get(cpu, asked), low, high)
    return dict(sorted(found.items())) if policies else found


def _policies(sysfs: Sysfs, clocks: dict[int, float]) -> list[str]:
    """Folders of cpufreq's policies; none on most virtual machines."""
    # Every CPU with a policy has a link to it, before 4.3 the policy itself: one look spares x86 the listing.
    if clocks and not sysfs.exists(f"{CPUS}/cpu{next(iter(clocks))}/cpufreq"):
        return []
    policies = [f"{CPUS}/cpufreq/{name}" for name in sysfs.list(f"{CPUS}/cpufreq") if name.startswith("policy")]
    return policies or [
        f"{CPUS}/{name}/cpufreq"
        for name in sysfs.list(CPUS)
        if name.startswith("cpu") and name[3:].isdigit() and sysfs.exists(f"{CPUS}/{name}/cpufreq")
    ]


def _mhz(sysfs: Sysfs, policy: str, name: str) -> float | None:
    khz = sysfs.number(f"{policy}/{name}")
    return None if khz is None or khz <= 0 else khz / 1000
