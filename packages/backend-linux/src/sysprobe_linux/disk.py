"""Disks: mounts, the space of file systems, and the counters of block devices."""

from __future__ import annotations

from functools import partial

from sysprobe.deadline import Deadline, path_key
from sysprobe.errors import CapabilityUnavailable
from sysprobe.plugin import Context, hookimpl
from sysprobe.types.disk import DiskIOCounters, DiskPartition, DiskUsage

from sysprobe_linux import _native
from sysprobe_linux.diskstats import Diskstats
from sysprobe_linux.mounts import Mounts
from sysprobe_linux.procfs import Procfs
from sysprobe_linux.sysfs import Sysfs


class Disk:
    """Disks of a Linux machine."""

    def __init__(self, context: Context) -> None:
        procfs, sysfs = Procfs(context.root), Sysfs(context.root)
        self._live = context.live
        self._mounts = Mounts(procfs, sysfs)
        self._diskstats = Diskstats(procfs, sysfs)
        self._deadline: Deadline[str, DiskUsage] = Deadline()
        self._usage = _native.disk_usage(DiskUsage)

    @hookimpl
    def disk_partitions(self, all: bool) -> list[DiskPartition]:  # noqa: A002  # psutil's name
        """See :meth:`sysprobe.Host.disk_partitions`."""
        return self._mounts.read(everything=all)

    @hookimpl
    def disk_usage(self, path: str, timeout: float | None) -> DiskUsage:
        """See :meth:`sysprobe.Host.disk_usage`."""
        if not self._live:
            raise CapabilityUnavailable("disk_usage", "the space of a file system is known to its own kernel alone")
        if timeout is None:
            return self._usage(path)
        return self._deadline.call(path_key(path), partial(self._usage, path), timeout)

    @hookimpl
    def disk_io_counters(self) -> dict[str, DiskIOCounters] | None:
        """See :meth:`sysprobe.Host.disk_io_counters`."""
        return self._diskstats.read()
