"""What must hold for an answer on any machine, beyond its type: ranges, sums, order."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any

Complaints = Iterator[str]


def complaints(capability: str, answer: Any) -> Complaints:
    """What is wrong with an answer."""
    if capability not in _SIGNED:
        yield from _negative(answer, "the answer")
    check = _CHECKS.get(capability)
    if check is not None:
        yield from check(answer)


def falls(before: Any, after: Any, gauges: frozenset[str], where: str = "answer") -> Complaints:
    """Which numbers of a cumulative answer went down between two questions."""
    if isinstance(before, bool) or before is None or after is None:
        return
    if isinstance(before, (int, float)):
        if after < before:
            yield f"{where} went down from {before} to {after}"
    elif isinstance(before, dict):
        for key in before.keys() & after.keys():
            yield from falls(before[key], after[key], gauges, f"{where}[{key!r}]")
    elif isinstance(before, list):
        for place, (old, new) in enumerate(zip(before, after, strict=False)):
            yield from falls(old, new, gauges, f"{where}[{place}]")
    elif hasattr(before, "__dataclass_fields__"):
        for name in before.__dataclass_fields__:
            if name not in gauges:
                yield from falls(getattr(before, name), getattr(after, name), gauges, f"{where}.{name}")


#: Capabilities whose numbers may be less than nothing.
_SIGNED = frozenset({"sensors_temperatures"})


def _negative(value: Any, where: str) -> Complaints:
    """Counts, sizes and times that are less than nothing, however deep they lie."""
    if isinstance(value, (int, float)):
        if value < 0 and not isinstance(value, Enum):
            yield f"{where} is {value}: less than nothing, and unknown is None"
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _negative(each, f"{where}[{key!r}]")
    elif isinstance(value, (list, tuple)):
        for place, each in enumerate(value):
            yield from _negative(each, f"{where}[{place}]")
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from _negative(getattr(value, name), f"{where}.{name}")


def _parts(record: Any, names: tuple[str, ...]) -> Complaints:
    for name in names:
        value = getattr(record, name)
        if value is not None and value > record.total:
            yield f"{name} {value} is more than total {record.total}"


def _percent(value: float | None, where: str) -> Complaints:
    if value is not None and not 0 <= value <= 100:
        yield f"{where} is {value}, not 0–100"


def _virtual_memory(memory: Any) -> Complaints:
    yield from _percent(memory.percent, "percent")
    if memory.total == 0:
        yield "total is 0: a machine without memory"
    yield from _parts(
        memory, ("available", "used", "free", "active", "inactive", "buffers", "cached", "shared", "slab")
    )


def _swap_memory(swap: Any) -> Complaints:
    yield from _percent(swap.percent, "percent")
    if swap.used + swap.free != swap.total:
        yield f"used {swap.used} + free {swap.free} is not total {swap.total}"


def _cpu_times(times: Any) -> Complaints:
    if times.guest is not None and times.guest > times.user + 1:
        yield f"guest {times.guest} is more than user {times.user}, a part of which it is"


def _cpu_times_percpu(answer: dict[int, Any]) -> Complaints:
    if not answer:
        yield "no CPU at all"
    for number, times in answer.items():
        for complaint in _cpu_times(times):
            yield f"CPU {number}: {complaint}"


def _cpu_count(count: int) -> Complaints:
    if count < 1:
        yield f"{count} CPUs"


def _cpu_freq(frequency: Any) -> Complaints:
    if frequency.current is not None and not 1 <= frequency.current <= 20_000:
        yield f"current is {frequency.current} MHz"


def _disk_usage(usage: Any) -> Complaints:
    yield from _percent(usage.percent, "percent")
    if usage.used + usage.free > usage.total:
        yield f"used {usage.used} + free {usage.free} is more than total {usage.total}"


def _disk_partitions(partitions: list[Any]) -> Complaints:
    for each in partitions:
        if not each.mountpoint:
            yield f"{each.device} is mounted nowhere"


def _net_if_addrs(answer: dict[str, list[Any]]) -> Complaints:
    import socket

    for name, addresses in answer.items():
        for each in addresses:
            if each.prefix_length is not None and not 0 <= each.prefix_length <= 128:
                yield f"{name}: a prefix of {each.prefix_length} bits"
            if each.family == socket.AF_INET:
                try:
                    socket.inet_pton(socket.AF_INET, each.address)
                except OSError:
                    yield f"{name}: {each.address!r} is no IPv4 address"


def _net_if_stats(answer: dict[str, Any]) -> Complaints:
    for name, stats in answer.items():
        if stats.speed == 0:
            yield f"{name}: a speed of 0: unknown is None"


def _net_connections(sockets: list[Any]) -> Complaints:
    for each in sockets:
        for end in (each.laddr, each.raddr):
            if hasattr(end, "port") and not 0 <= end.port <= 65535:
                yield f"port {end.port}"


def _temperatures(answer: dict[str, list[Any]]) -> Complaints:
    for name, sensors in answer.items():
        for each in sensors:
            if each.current is not None and not -273.15 <= each.current <= 1000:
                yield f"{name}: {each.current} °C"


def _battery(battery: Any) -> Complaints:
    yield from _percent(battery.percent, "percent")


def _boot_time(since: float) -> Complaints:
    if not 0 < since <= time.time() + 1:
        yield f"the machine was started at {since}"


def _uptime(seconds: float) -> Complaints:
    if seconds <= 0:
        yield f"the machine has been up for {seconds} s"


def _pids(pids: list[int]) -> Complaints:
    if pids != sorted(set(pids)):
        yield "pids are not sorted, or one is there twice"
    if os.getpid() not in pids:
        yield f"the caller's own pid {os.getpid()} is missing"


def _pid_exists(exists: bool) -> Complaints:
    if not exists:
        yield "the caller itself does not exist"


def _process_table(table: Any) -> Complaints:
    own = [row for row in table.to_dicts() if row["pid"] == os.getpid()]
    if len(own) != 1:
        yield f"the caller's own process is there {len(own)} times"


_CHECKS: dict[str, Callable[[Any], Complaints]] = {
    "virtual_memory": _virtual_memory,
    "swap_memory": _swap_memory,
    "cpu_times": _cpu_times,
    "cpu_times_percpu": _cpu_times_percpu,
    "cpu_count": _cpu_count,
    "cpu_freq": _cpu_freq,
    "disk_usage": _disk_usage,
    "disk_partitions": _disk_partitions,
    "net_if_addrs": _net_if_addrs,
    "net_if_stats": _net_if_stats,
    "net_connections": _net_connections,
    "sensors_temperatures": _temperatures,
    "sensors_battery": _battery,
    "boot_time": _boot_time,
    "uptime": _uptime,
    "pids": _pids,
    "pid_exists": _pid_exists,
    "process_table": _process_table,
}
