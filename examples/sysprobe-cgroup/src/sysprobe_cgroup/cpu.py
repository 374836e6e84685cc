"""CPUs that a process can use at once: CPU set, affinity and quota together."""

from __future__ import annotations

import math
import os

from sysprobe.plugin import Context, hookimpl

from sysprobe_cgroup.groups import Group, chain


class Cpu:
    """CPUs as control groups limit them."""

    def __init__(self, context: Context) -> None:
        self._root, self._live = context.root, context.live

    @hookimpl
    def cpu_count(self, logical: bool) -> int | None:
        """CPUs that can run this process at once; declines for cores, and where nothing limits it."""
        if not logical:
            return None
        limits = [math.ceil(quota) for group in chain(self._root, "cpu") if (quota := _quota(group)) is not None]
        usable = self._usable()
        if usable is not None:
            limits.append(len(usable))
        return max(min(limits), 1) if limits else None

    def _usable(self) -> set[int] | None:
        """CPUs of the sets of all groups and of the affinity; `None` where they are all that are online."""
        sets = [cpus for group in chain(self._root, "cpuset") if (cpus := _cpus(group))]
        if self._live:
            sets.append(os.sched_getaffinity(0))
        online = _numbers(self._online())
        if not sets or not online:
            return None
        usable = set.intersection(*sets)
        return usable if usable < online else None

    def _online(self) -> str:
        try:
            with open(os.path.join(self._root, "sys/devices/system/cpu/online"), encoding="ascii") as file:
                return file.read().strip()
        except (OSError, UnicodeDecodeError):
            return ""


def _quota(group: Group) -> float | None:
    """CPUs' worth of time per period."""
    if group.version == 1:
        quota, period = group.number("cpu.cfs_quota_us"), group.number("cpu.cfs_period_us")
    else:
        told = (group.text("cpu.max") or "").split()
        if len(told) != 2 or not all(each.isdigit() for each in told):
            return None
        quota, period = int(told[0]), int(told[1])
    return quota / period if quota and period else None


def _cpus(group: Group) -> set[int]:
    names = ("cpuset.effective_cpus", "cpuset.cpus") if group.version == 1 else ("cpuset.cpus.effective",)
    return next((found for name in names if (found := _numbers(group.text(name) or ""))), set())


def _numbers(text: str) -> set[int]:
    """A list of CPUs as the kernel prints it: ``0-3,8``."""
    found: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        if first.isdigit() and (last or first).isdigit():
            found.update(range(int(first), int(last or first) + 1))
    return found
