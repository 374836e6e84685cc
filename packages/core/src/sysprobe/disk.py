"""Disks: what is mounted, how full it is, what is read and written."""

from sysprobe._facade import Facade

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from typing import Literal, overload

    from sysprobe._counters import CounterRecords
    from sysprobe.types.disk import DiskIOCounters, DiskPartition, DiskUsage


class Disk(Facade):
    """The disk domain of a Host."""

    __slots__ = ()

    def disk_partitions(self, all: bool = False) -> "list[DiskPartition]":  # noqa: A002  # psutil's name
        """The mounted file systems, in the order in which they were mounted.

        Those that live on a device, or with `all` every one: ``/proc``, tmpfs, overlays, network file systems. A file
        system that is mounted in several places (bind mounts) is listed as often; `root` tells them apart.

        Linux: ``/proc/self/mountinfo`` (before 2.6.26 ``/proc/self/mounts``), ``/proc/filesystems``; under another
        root the mounts of its process 1. macOS: ``getfsstat``. Neither asks a file system, and so they cannot hang.
        Windows: drives with a letter, of ``GetLogicalDrives`` and ``GetVolumeInformation``.

        Raises :class:`~sysprobe.CapabilityUnavailable` if no backend answers, :class:`~sysprobe.BackendError` if a
        source cannot be read or makes no sense.
        """
        return self._require(self._call.disk_partitions(all), "disk_partitions")

    def disk_usage(
        self, path: "str | bytes | os.PathLike[str] | os.PathLike[bytes]", timeout: "float | None" = None
    ) -> "DiskUsage":
        """Space in the file system that holds `path`, as ``df`` tells it. Bytes.

        A file system whose server or driver is gone may never answer. With a `timeout` (seconds) another thread asks
        and may be left hanging: one for each path, however often it is asked for. Without one no thread is made, and
        the call waits as long as it takes.

        Linux: ``statvfs``. macOS: ``statfs``. Windows: ``GetDiskFreeSpaceEx``. Always this machine: a Host with
        another root raises :class:`~sysprobe.CapabilityUnavailable`.

        Raises :class:`OSError` as the system does (:class:`FileNotFoundError` and so on),
        :class:`~sysprobe.TimeoutExpired`, and :class:`ValueError` for a negative `timeout`.
        """
        if type(path) is not str:
            from os import fsdecode

            path = fsdecode(path)
        if timeout is not None and not timeout >= 0:
            raise ValueError(f"a timeout cannot be {timeout}")
        return self._require(self._call.disk_usage(path, timeout), "disk_usage")

    if TYPE_CHECKING:

        @overload
        def disk_io_counters(self, perdisk: Literal[False] = ..., nowrap: bool = ...) -> DiskIOCounters | None: ...
        @overload
        def disk_io_counters(self, perdisk: Literal[True], nowrap: bool = ...) -> dict[str, DiskIOCounters]: ...
        @overload
        def disk_io_counters(
            self, perdisk: bool = ..., nowrap: bool = ...
        ) -> DiskIOCounters | dict[str, DiskIOCounters] | None: ...

    def disk_io_counters(
        self, perdisk: bool = False, nowrap: bool = True
    ) -> "DiskIOCounters | dict[str, DiskIOCounters] | None":
        """What has been read and written since boot: all disks together, or by name with `perdisk`.

        By name there are partitions, and disks made of other disks (LVM, LUKS, RAID) or of files (loop), as well. The
        sum counts each transfer once: it is made of the entries whose `kind` is ``disk``; ``None`` if there are none.

        With `nowrap` counters never go backwards: those that the system keeps in 32 bits are counted on when they wrap,
        by each Host for itself from its first call on.

        Linux: ``/proc/diskstats``, or ``/sys/block/*/stat`` where that is missing. macOS: ``IOBlockStorageDriver`` and
        Windows: ``IOCTL_DISK_PERFORMANCE``, whole disks only.

        Raises :class:`~sysprobe.CapabilityUnavailable` if no backend answers, :class:`~sysprobe.BackendError` if a
        source cannot be read or makes no sense.
        """
        look = self._counted_disks
        kept = self._keep("disk counters", _counters)
        counters = kept.read(look) if nowrap else look()
        return counters if perdisk else kept.total(counters)

    def _counted_disks(self) -> "dict[str, DiskIOCounters]":
        return self._require(self._call.disk_io_counters(), "disk_io_counters")


def _counters() -> "CounterRecords[DiskIOCounters]":
    from sysprobe._disk_counters import straightened

    return straightened()
