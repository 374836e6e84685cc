"""Disks: statvfs(3)."""

from __future__ import annotations

import os

from sysprobe.plugin import Context, hookimpl
from sysprobe.types.disk import DiskUsage


class Disk:
    """File systems of this machine."""

    def __init__(self, context: Context) -> None:
        self._live = context.live

    @hookimpl
    def disk_usage(self, path: str, timeout: float | None) -> DiskUsage | None:
        """Space on the file system of `path`; declines with a timeout, which a plain call cannot keep."""
        if not self._live or timeout is not None:
            return None
        found = os.statvfs(path)
        total, free = found.f_blocks * found.f_frsize, found.f_bavail * found.f_frsize
        used = total - found.f_bfree * found.f_frsize
        percent = round(used / (used + free) * 100, 1) if used + free else None
        inodes = (found.f_files, found.f_files - found.f_ffree, found.f_favail) if found.f_files else (None,) * 3
        return DiskUsage(total, used, free, percent, *inodes)
