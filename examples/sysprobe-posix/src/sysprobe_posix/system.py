"""The system: uname(2) and the monotonic clock."""

from __future__ import annotations

import os
import time

from sysprobe.plugin import Context, hookimpl
from sysprobe.types.system import OsInfo


class System:
    """This machine as a whole."""

    def __init__(self, context: Context) -> None:
        self._live = context.live

    @hookimpl
    def uptime(self) -> float | None:
        """Seconds since boot, where a clock counts them."""
        if not self._live or not hasattr(time, "CLOCK_BOOTTIME"):
            return None
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    @hookimpl
    def os_info(self) -> OsInfo | None:
        """What uname tells."""
        if not self._live:
            return None
        told = os.uname()
        return OsInfo(
            name=told.sysname,
            version=None,
            id=told.sysname.lower(),
            kernel=told.sysname,
            kernel_version=told.release or None,
            architecture=told.machine or None,
            hostname=told.nodename or None,
            virtualization=None,
            container=None,
        )
