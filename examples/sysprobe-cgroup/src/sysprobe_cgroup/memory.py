"""Memory and swap that the tightest control group leaves."""

from __future__ import annotations

import os
import re

from sysprobe.plugin import Context, hookimpl
from sysprobe.types.memory import AvailableSource, SwapMemory, VirtualMemory

from sysprobe_cgroup.groups import Group, chain


class Memory:
    """Memory as control groups limit it."""

    def __init__(self, context: Context) -> None:
        self._root = context.root

    @hookimpl
    def virtual_memory(self) -> VirtualMemory | None:
        """The tightest limit as total; declines where none is tighter than the machine."""
        machine = self._meminfo()
        limited = [(group, limit) for group in chain(self._root, "memory") if (limit := _limit(group)) is not None]
        if not limited or "MemTotal" not in machine:
            return None
        total = min(limit for _, limit in limited)
        if total >= machine["MemTotal"]:
            return None
        # Any ancestor can run out before the leaf does, and so can the machine.
        rooms = [(limit - _unreclaimable(group), group) for group, limit in limited]
        room, binding = min(rooms, key=lambda each: each[0])
        available = max(min(room, total, machine.get("MemAvailable", total)), 0)
        usage, stat = _usage(binding) or 0, _stat(binding)
        used = total - available
        return VirtualMemory(
            total,
            available,
            round(used / total * 100, 1),
            used,
            max(min(total - usage, available), 0),
            active=_sum(stat, "active_anon", "active_file"),
            inactive=_sum(stat, "inactive_anon", "inactive_file"),
            cached=_sum(stat, "file"),
            shared=_sum(stat, "shmem"),
            slab=_sum(stat, "slab"),
            available_source=AvailableSource.ESTIMATED,
            active_file=_sum(stat, "active_file"),
            inactive_file=_sum(stat, "inactive_file"),
        )

    @hookimpl
    def swap_memory(self) -> SwapMemory | None:
        """The tightest swap limit as total; declines where there is none, or no swap to limit."""
        machine = self._meminfo()
        limited = [(room, used) for group in chain(self._root, "memory") for room, used in _swap(group)]
        if not limited or not machine.get("SwapTotal"):
            return None
        total, used = min(limited)
        if total >= machine["SwapTotal"]:
            return None
        used = min(used, total)
        return SwapMemory(total, used, total - used, round(used / total * 100, 1) if total else 0.0)

    def _meminfo(self) -> dict[str, int]:
        try:
            with open(os.path.join(self._root, "proc/meminfo"), encoding="ascii", errors="replace") as file:
                text = file.read()
        except OSError:
            return {}
        return {name: int(kib) * 1024 for name, kib in re.findall(r"^(\w+): +(\d+) kB$", text, re.MULTILINE)}


def _limit(group: Group) -> int | None:
    return group.number("memory.limit_in_bytes" if group.version == 1 else "memory.max")


def _usage(group: Group) -> int | None:
    return group.number("memory.usage_in_bytes" if group.version == 1 else "memory.current")


def _stat(group: Group) -> dict[str, int]:
    """``memory.stat`` by version 2's names; version 1 counts children under names of their own."""
    told = group.table("memory.stat")
    if group.version == 2:
        return told
    renamed = {name.removeprefix("total_"): count for name, count in told.items() if name.startswith("total_")}
    return {{"cache": "file"}.get(name, name): count for name, count in renamed.items()}


def _unreclaimable(group: Group) -> int:
    """Usage without the page cache that is dropped before anything is refused."""
    stat = _stat(group)
    cache = stat.get("active_file", 0) + stat.get("inactive_file", 0) + stat.get("slab_reclaimable", 0)
    return max((_usage(group) or 0) - cache, 0)


def _swap(group: Group) -> list[tuple[int, int]]:
    """(limit, use) of swap alone, if the group limits it. Version 1 limits memory and swap together."""
    if group.version == 2:
        limit, used = group.number("memory.swap.max"), group.number("memory.swap.current")
    else:
        together, memory = group.number("memory.memsw.limit_in_bytes"), _limit(group)
        limit = None if together is None or memory is None else max(together - memory, 0)
        both, alone = group.number("memory.memsw.usage_in_bytes"), _usage(group)
        used = None if both is None or alone is None else max(both - alone, 0)
    return [] if limit is None or used is None else [(limit, used)]


def _sum(stat: dict[str, int], *names: str) -> int | None:
    known = [stat[name] for name in names if name in stat]
    return sum(known) if len(known) == len(names) else None
