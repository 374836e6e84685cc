"""Drives and their space, and the traffic of disks."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from functools import partial

from sysprobe.deadline import Deadline, path_key
from sysprobe.plugin import Context, hookimpl
from sysprobe.types.disk import DiskIOCounters, DiskKind, DiskPartition, DiskUsage

from sysprobe_windows import _native
from sysprobe_windows.calls import Calls, translated
from sysprobe_windows.devices import drives, wide

# What GetDriveType answers, and those behind which there is a disk.
KINDS = ("unknown", "unmounted", "removable", "fixed", "remote", "cdrom", "ramdisk")
WITH_DISK = frozenset((2, 3, 5))

READ_ONLY, COMPRESSED = 0x80000, 0x8000

# Numbers of disks may have gaps, but nobody has more of them at once; psutil looks at 32.
DISKS = 64


class Disk:
    """Disks of a Windows machine."""

    def __init__(self, context: Context) -> None:
        self._calls = Calls(context)
        self._deadline: Deadline[str, DiskUsage] = Deadline()

    @hookimpl
    def disk_partitions(self, all: bool) -> list[DiskPartition]:  # noqa: A002  # psutil's name
        """See :meth:`sysprobe.Host.disk_partitions`. Drives with a letter, then volumes that are mounted in folders."""
        places = [(f"{drive}\\", f"{drive}\\") for drive in self._calls("disk_partitions", drives)]
        places += folders(self._calls("disk_partitions", _native.volumes))
        found = [(device, place, *_native.drive(wide(place))) for device, place in places]
        return [partition_of(*each) for each in found if all or each[2] in WITH_DISK]

    @hookimpl
    def disk_usage(self, path: str, timeout: float | None) -> DiskUsage:
        """See :meth:`sysprobe.Host.disk_usage`."""
        self._calls.must_be_live("disk_usage")
        if timeout is None:
            return usage(path)
        return self._deadline.call(path_key(path), partial(usage, path), timeout)

    @hookimpl
    def disk_io_counters(self) -> dict[str, DiskIOCounters]:
        """See :meth:`sysprobe.Host.disk_io_counters`. Disks that do not count are left out."""
        self._calls.must_be_live("disk_io_counters")
        counters = {}
        for number in range(DISKS):
            traffic = self._traffic(number)
            if traffic is not None:
                counters[f"PhysicalDrive{number}"] = counters_of(traffic)
        return counters

    def _traffic(self, number: int) -> tuple[int, int, int, int, int, int] | None:
        try:
            return _native.disk_traffic(number)
        except OSError as error:
            # There is none, it is a RAID controller's, or counting is switched off (diskperf -n).
            if error.errno in (errno.ENOENT, errno.ENOSYS):
                return None
            raise translated("disk_io_counters", error) from None


def usage(path: str) -> DiskUsage:
    """The space around a directory or a file."""
    try:
        available, total, free = _native.disk_space(wide(path))
    except NotADirectoryError:
        available, total, free = _native.disk_space(wide(os.path.dirname(os.path.abspath(path))))
    used = total - free
    percent = round(used / (used + available) * 100, 1) if used + available else None
    return DiskUsage(total, used, available, percent)


def folders(volumes: Iterable[tuple[str | None, str | None]]) -> list[tuple[str, str]]:
    """(volume, folder) of all that are mounted in one; those at a drive's root are the drive."""
    return [
        (volume, path)
        for volume, paths in volumes
        if volume
        for path in (paths or "").split("\0")
        if len(path) > len("C:\\")
    ]


def partition_of(device: str, place: str, kind: int, fstype: str | None, flags: int) -> DiskPartition:
    """The record of one drive or mounted volume."""
    options = [] if fstype is None else ["ro" if flags & READ_ONLY else "rw"]
    if flags & COMPRESSED:
        options.append("compressed")
    options.append(KINDS[kind] if kind < len(KINDS) else "unknown")
    return DiskPartition(device, place, fstype or "", ",".join(options))


def counters_of(traffic: tuple[int, int, int, int, int, int]) -> DiskIOCounters:
    """The record of one disk; Windows tells times in 100 ns."""
    reads, writes, bytes_read, bytes_written, read_time, write_time = traffic
    return DiskIOCounters(
        reads,
        writes,
        bytes_read,
        bytes_written,
        read_time // 10_000,
        write_time // 10_000,
        kind=DiskKind.DISK,
    )
