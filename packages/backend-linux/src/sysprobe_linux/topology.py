"""Where CPUs sit: ``/sys/devices/system/cpu`` and ``/sys/devices/system/node``."""

from __future__ import annotations

from collections.abc import Sequence

from sysprobe.types.cpu import CpuCache, CpuPlace, CpuTopology

from sysprobe_linux import _native
from sysprobe_linux.sysfs import Sysfs

CPUS = "devices/system/cpu"
NODES = "devices/system/node"


def read_topology(sysfs: Sysfs, online: Sequence[int], cores: int | None) -> CpuTopology:
    """The record, for these CPUs, which make up so many cores."""
    nodes = _nodes(sysfs, online)
    home = {cpu: node for node, cpus in (nodes or {}).items() for cpu in cpus}
    places = {
        cpu: CpuPlace(
            _identity(sysfs, cpu, "physical_package_id"),
            _identity(sysfs, cpu, "die_id"),
            _identity(sysfs, cpu, "cluster_id"),
            _identity(sysfs, cpu, "core_id"),
            home.get(cpu),
        )
        for cpu in online
    }
    packages = {place.package for place in places.values()}
    present = numbers(sysfs, f"{CPUS}/present")
    return CpuTopology(
        None if None in packages else len(packages),
        cores,
        len(online),
        tuple(online),
        None if present is None else tuple(sorted(set(present) - set(online))),
        numbers(sysfs, f"{CPUS}/possible"),
        nodes,
        _caches(sysfs, online),
        places,
    )


def read_cores(sysfs: Sysfs, online: Sequence[int]) -> int | None:
    """Number of cores that these CPUs make up, or `None` if sysfs does not tell."""
    cores, seen = 0, set[int]()
    for cpu in online:
        if cpu in seen:
            continue
        siblings = numbers(sysfs, f"{CPUS}/cpu{cpu}/topology/core_cpus_list")
        if siblings is None:  # its name before 5.3
            siblings = numbers(sysfs, f"{CPUS}/cpu{cpu}/topology/thread_siblings_list")
        if siblings is None:
            return None
        seen.update(siblings)
        cores += 1
    return cores or None


def numbers(sysfs: Sysfs, name: str) -> tuple[int, ...] | None:
    """The list of CPUs or nodes in a file, or `None` if there is none or it makes no sense."""
    text = sysfs.read_or_none(name)
    if text is None:
        return None
    try:
        return _native.cpu_list(text)
    except ValueError:
        return None


def _identity(sysfs: Sysfs, cpu: int, name: str) -> int | None:
    number = sysfs.number(f"{CPUS}/cpu{cpu}/topology/{name}")
    # -1: the firmware does not tell; 65535 is what that became for clusters on x86 before 5.17.
    return None if number in (None, -1, 65535) else number


def _nodes(sysfs: Sysfs, online: Sequence[int]) -> dict[int, tuple[int, ...]] | None:
    names = [name for name in sysfs.list(NODES) if name.startswith("node") and name[4:].isdigit()]
    if not names:
        return None
    running = set(online)
    return {
        node: tuple(cpu for cpu in numbers(sysfs, f"{NODES}/node{node}/cpulist") or () if cpu in running)
        for node in sorted(int(name[4:]) for name in names)
    }


def _caches(sysfs: Sysfs, online: Sequence[int]) -> tuple[CpuCache, ...] | None:
    running = set(online)
    found: list[CpuCache] = []
    seen: set[tuple[int, str, int]] = set()  # (level, kind, CPU) of caches that are known
    for cpu in online:
        folder = f"{CPUS}/cpu{cpu}/cache"
        for index in sysfs.list(folder):
            if not index.startswith("index"):
                continue
            base = f"{folder}/{index}"
            level, kind = sysfs.number(f"{base}/level"), sysfs.text(f"{base}/type")
            if level is None or kind is None or (level, kind, cpu) in seen:
                continue
            shared = numbers(sysfs, f"{base}/shared_cpu_list") or (cpu,)
            seen.update((level, kind, each) for each in shared)
            found.append(
                CpuCache(
                    level,
                    kind.lower(),
                    _bytes(sysfs.text(f"{base}/size")),
                    sysfs.number(f"{base}/coherency_line_size"),
                    sysfs.number(f"{base}/ways_of_associativity") or None,
                    sysfs.number(f"{base}/number_of_sets"),
                    tuple(each for each in shared if each in running),
                )
            )
    found.sort(key=lambda cache: (cache.level, cache.kind, cache.cpus))
    return tuple(found) or None


def _bytes(text: str | None) -> int | None:
    """The bytes in "512K"; sysfs always prints KiB."""
    if not text or not text.endswith("K") or not text[:-1].isdigit():
        return None
    return int(text[:-1]) * 1024
