"""Disks: what is mounted, how full it is, what is read and written."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TypedDict

from sysprobe.cli.arguments import seconds
from sysprobe.cli.asking import answer
from sysprobe.cli.layout import Section, bar
from sysprobe.cli.output import number, size, text
from sysprobe.errors import CapabilityUnavailable, TimeoutExpired
from sysprobe.host import Host
from sysprobe.types.disk import DiskIOCounters, DiskKind, DiskPartition, DiskUsage


class Mounted(TypedDict):
    """One file system; `usage` is None where it cannot be told, and then `problem` says why."""

    partition: DiskPartition
    usage: DiskUsage | None
    problem: str | None


class Answer(TypedDict):
    """What the view shows."""

    partitions: list[Mounted] | None
    disks: dict[str, DiskIOCounters] | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which file systems, and how long to wait for one."""
    parser.add_argument("--all", action="store_true", help="also what lives on no device, and disks without traffic")
    parser.add_argument(
        "--timeout",
        type=seconds(0.001),
        default=2.0,
        metavar="SECONDS",
        help="how long one file system may take to answer (default %(default)s)",
    )


def collect(host: Host, options: argparse.Namespace) -> Answer:
    """File systems with their use, and counters of disks."""
    partitions = answer(options, lambda: host.disk_partitions(all=options.all))
    return {
        "partitions": None if partitions is None else [_mounted(host, each, options.timeout) for each in partitions],
        "disks": answer(options, lambda: host.disk_io_counters(perdisk=True)),
    }


def _mounted(host: Host, partition: DiskPartition, timeout: float) -> Mounted:
    try:
        return {"partition": partition, "usage": host.disk_usage(partition.mountpoint, timeout), "problem": None}
    except TimeoutExpired:
        problem = "no answer"
    except CapabilityUnavailable:
        problem = "not this machine"
    except OSError as error:
        problem = error.strerror or str(error)
    return {"partition": partition, "usage": None, "problem": problem}


def sections(told: Answer, options: argparse.Namespace) -> Iterator[Section]:
    """One table of file systems, one of disks."""
    columns = ["~mounted on", "~device", "type", ">size", ">used", ">free", ">use", "|"]
    mounted = told["partitions"] or []
    failed = any(each["problem"] is not None for each in mounted)
    table = Section("File systems", (*columns, *(["+problem"] if failed else ())))
    for each in mounted:
        partition = each["partition"]
        place = (partition.mountpoint, text(partition.device), partition.fstype)
        problem = (each["problem"] or "",) if failed else ()
        table.rows.append((*place, *_use(each["usage"]), *problem))
    if told["partitions"] is not None:
        yield table
    if told["disks"] is None:
        return
    table = Section("Disks", ("~name", "kind", ">reads", ">writes", ">read", ">written", ">busy s", ">discarded"))
    for name, found in told["disks"].items():
        if options.all or (found.kind is not DiskKind.PARTITION and (found.read_count or found.write_count)):
            table.rows.append((name, *_traffic(found)))
    yield table


def _use(usage: DiskUsage | None) -> tuple[str, ...]:
    if usage is None:
        return ("-", "-", "-", "-", "")
    sizes = tuple(map(size, (usage.total, usage.used, usage.free)))
    if usage.percent is None:
        return (*sizes, "-", "")
    return (*sizes, f"{usage.percent:.1f} %", bar(usage.percent))


def _traffic(found: DiskIOCounters) -> tuple[str, ...]:
    return (
        text(found.kind),
        text(found.read_count),
        text(found.write_count),
        size(found.read_bytes),
        size(found.write_bytes),
        number(None if found.busy_time is None else found.busy_time / 1000),
        size(found.discard_bytes),
    )
