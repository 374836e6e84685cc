"""Records of the disk domain: mounted file systems, their space, the traffic of disks."""

from __future__ import annotations

from enum import StrEnum

from sysprobe.types._record import record


class DiskKind(StrEnum):
    """What an entry of :func:`sysprobe.disk_io_counters` is."""

    DISK = "disk"
    """A whole disk. The sum over all disks is the sum of these."""
    PARTITION = "partition"
    """A part of a disk, whose traffic is counted there as well."""
    STACKED = "stacked"
    """Made of other disks, of paths to one (NVMe) or of a file (LVM, LUKS, RAID, loop): its traffic is counted again
    below."""


@record
class DiskPartition:
    """One mounted file system."""

    device: str | None
    """What is mounted: ``/dev/nvme0n1p2``, ``server:/export``, ``C:\\``, or the name of a file system without a
    device (``proc``, ``overlay``). ``None`` where the mount names nothing (Linux: the source ``none``)."""
    mountpoint: str
    """Where. Bytes that are not valid in the file system's encoding are kept as surrogate escapes, so that
    ``os.fsencode`` gives them back."""
    fstype: str
    """Type of the file system: ``ext4``, ``apfs``, ``NTFS``. Empty on Windows for a drive without a medium."""
    opts: str
    """Options, separated by commas, those of the mount and of the file system together: ``rw,nosuid,relatime``."""
    root: str | None = None
    """Directory (or file) of the file system that is the root of this mount: ``/`` for an ordinary mount, another for a
    bind mount or a btrfs subvolume; Linux adds ``//deleted`` to one that has been removed since. ``None`` on systems
    that do not tell (macOS, Windows, Linux before 2.6.26)."""
    disk: str | None = None
    """The name under which :func:`sysprobe.disk_io_counters` counts the traffic of this file system's block device.
    ``None`` without a block device, or where the system does not tell."""


@record
class DiskUsage:
    """Space in the file system that holds a path."""

    total: int
    """Size of the file system, bytes."""
    used: int
    """Space in use, bytes."""
    free: int
    """Space that the caller can still use, bytes: without what is reserved for root, or beyond a quota where the system
    knows one. ``total - used - free`` is that reserve."""
    percent: float | None
    """``used`` as a share of what the caller could use at all (``used + free``), percent 0-100, one decimal, as ``df``.
    ``None`` if the file system has no space of its own (``/proc``)."""
    inodes_total: int | None = None
    """Number of files that the file system has room for. ``None`` where it sets no such limit (btrfs, FAT, NTFS)."""
    inodes_used: int | None = None
    """Number of files in use. ``None`` as above."""
    inodes_free: int | None = None
    """Number of files that the caller can still make. ``None`` as above."""


@record
class DiskIOCounters:
    """Traffic of one disk, or of all, since boot. A field that the system does not count is ``None``."""

    read_count: int | None
    """Reads completed."""
    write_count: int | None
    """Writes completed."""
    read_bytes: int | None
    """Bytes read."""
    write_bytes: int | None
    """Bytes written."""
    read_time: int | None = None
    """Time that reads took, ms, summed over requests. ``None``: partitions on Linux before 2.6.25."""
    write_time: int | None = None
    """Time that writes took, ms, summed over requests. ``None`` as for ``read_time``."""
    busy_time: int | None = None
    """Time in which at least one request was under way, ms: the growth per second of it is the utilisation.
    ``None`` on macOS, and as for ``read_time``."""
    weighted_time: int | None = None
    """Time of all requests while they were under way, ms: the growth per ms of it is the mean length of the queue.
    Linux; ``None`` elsewhere, and as for ``read_time``."""
    read_merged_count: int | None = None
    """Reads that were merged with a neighbour before they were sent. Linux; ``None`` elsewhere."""
    write_merged_count: int | None = None
    """Writes that were merged with a neighbour before they were sent. Linux; ``None`` elsewhere."""
    discard_count: int | None = None
    """Discards (TRIM) completed. Linux since 4.18; ``None`` elsewhere."""
    discard_merged_count: int | None = None
    """Discards that were merged with a neighbour. Linux since 4.18; ``None`` elsewhere."""
    discard_bytes: int | None = None
    """Bytes discarded. Linux since 4.18; ``None`` elsewhere."""
    discard_time: int | None = None
    """Time that discards took, ms. Linux since 4.18; ``None`` elsewhere."""
    flush_count: int | None = None
    """Flushes of the write cache completed. Linux since 5.5, whole disks only by the kernel's choice;
    ``None`` elsewhere."""
    flush_time: int | None = None
    """Time that flushes took, ms. Linux since 5.5; ``None`` elsewhere."""
    kind: DiskKind | None = None
    """What this is. ``None`` in the sum over all disks."""
