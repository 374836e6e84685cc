"""Hook specifications of the disk domain."""

from __future__ import annotations

from typing import Protocol

from sysprobe.plugin import hookspec
from sysprobe.types.disk import DiskIOCounters, DiskPartition, DiskUsage


class DiskHooks(Protocol):
    """Disks and file systems. Sizes are bytes, times ms; ``None`` declines."""

    @hookspec(firstresult=True)
    def disk_partitions(self, all: bool) -> list[DiskPartition] | None:  # noqa: A002  # psutil's name
        """Mounted file systems, in the system's order; with ``all`` also those without a disk behind them.

        ``None``: this backend cannot tell. An empty list is an answer.
        """

    @hookspec(firstresult=True)
    def disk_usage(self, path: str, timeout: float | None) -> DiskUsage | None:
        """Space in the file system that holds ``path`` (an ``os.fsdecode``-d path, made by the facade).

        What the system says of a wrong path is passed on as it is (``FileNotFoundError``, ``PermissionError``…: any
        ``OSError``). With a ``timeout`` (seconds, not negative) a file system that does not answer in time raises
        ``sysprobe.errors.TimeoutExpired``: :class:`sysprobe.deadline.Deadline` does it.
        """

    @hookspec(firstresult=True)
    def disk_io_counters(self) -> dict[str, DiskIOCounters] | None:
        """Counters of every disk and partition by its name, as the OS has them: the facade adds and corrects wraps.

        ``kind`` must be told: the sum is made of the entries that are a ``DISK``.
        """
