"""Disks: ``getfsstat`` and ``statfs``; traffic from IOKit's registry."""

from __future__ import annotations

from functools import partial

from sysprobe.deadline import Deadline, path_key
from sysprobe.errors import CapabilityUnavailable
from sysprobe.plugin import Context, hookimpl
from sysprobe.types.disk import DiskIOCounters, DiskKind, DiskPartition, DiskUsage

from sysprobe_macos import _native
from sysprobe_macos.kernel import NOT_THIS_MACHINE, ask, ask_frameworks

Found = tuple[str, str, str, int]

IMAGE = "File"  # kIOPropertyInterconnectFileKey: the disk is a file on another one
READ_ONLY = 0x1
OPTIONS = {
    0x2: "sync",
    0x4: "noexec",
    0x8: "nosuid",
    0x10: "nodev",
    0x20: "union",
    0x40: "async",
    0x100: "exported",
    0x200: "removable",
    0x400: "quarantine",
    0x1000: "local",
    0x2000: "quota",
    0x4000: "rootfs",
    0x100000: "nobrowse",
    0x200000: "noowners",
    0x400000: "automounted",
    0x800000: "journaled",
    0x1000000: "nouserxattr",
    0x2000000: "defwrite",
    0x10000000: "noatime",
    0x40000000: "snapshot",
}


class Disk:
    """Disks of a Mac."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._deadline: Deadline[str, DiskUsage] = Deadline()

    @hookimpl
    def disk_partitions(self, all: bool) -> list[DiskPartition]:  # noqa: A002  # psutil's name
        """See :meth:`sysprobe.Host.disk_partitions`."""
        found = ask(self._context, "disk_partitions", _native.mounts)
        return [partition(one) for one in found if all or one[0].startswith("/")]

    @hookimpl
    def disk_io_counters(self) -> dict[str, DiskIOCounters]:
        """See :meth:`sysprobe.Host.disk_io_counters`. Whole disks whose driver counts (``IOBlockStorageDriver``).

        A disk image is stacked on the disk that its file lies on.
        """
        found = ask_frameworks(self._context, "disk_io_counters", _native.disks)
        return {name: traffic(location, *counters) for name, location, *counters in found if name}

    @hookimpl
    def disk_usage(self, path: str, timeout: float | None) -> DiskUsage:
        """See :meth:`sysprobe.Host.disk_usage`. ``statfs``: ``statvfs`` counts blocks in 32 bits. Volumes of one APFS
        container share its size; `used` is what this one uses, so that ``total - used - free`` is what the others do.
        """
        if not self._context.live:
            raise CapabilityUnavailable("disk_usage", NOT_THIS_MACHINE)
        if timeout is None:
            return usage(*_native.space(path))
        return self._deadline.call(path_key(path), partial(_usage_of, path), timeout)


def traffic(
    location: str,
    reads: int | None,
    writes: int | None,
    read: int | None,
    written: int | None,
    read_time: int | None,
    write_time: int | None,
) -> DiskIOCounters:
    """The record; the kernel counts nanoseconds."""
    kind = DiskKind.STACKED if location == IMAGE else DiskKind.DISK
    return DiskIOCounters(reads, writes, read, written, _milliseconds(read_time), _milliseconds(write_time), kind=kind)


def _milliseconds(nanoseconds: int | None) -> int | None:
    return None if nanoseconds is None else nanoseconds // 1_000_000


def _usage_of(path: str) -> DiskUsage:
    return usage(*_native.space(path))


def partition(found: Found) -> DiskPartition:
    """The record, from what the kernel tells of one mount."""
    device, mountpoint, fstype, flags = found
    options = ["ro" if flags & READ_ONLY else "rw", *(name for bit, name in OPTIONS.items() if flags & bit)]
    return DiskPartition(device or None, mountpoint, fstype, ",".join(options))


def usage(
    size: int, blocks: int, free: int, available: int, files: int, files_free: int, used: int | None
) -> DiskUsage:
    """The record, from counts of blocks and, where it is told, the bytes that the volume itself uses."""
    taken = (blocks - free) * size if used is None else used
    rest = available * size
    whole = taken + rest
    percent = round(taken / whole * 100, 1) if whole else None
    inodes = (files, files - files_free, files_free) if files else (None, None, None)
    return DiskUsage(blocks * size, taken, rest, percent, *inodes)
