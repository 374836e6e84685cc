"""CPUs: the standard library's count and getloadavg(3)."""

from __future__ import annotations

import os

from sysprobe.plugin import Context, hookimpl


class Cpu:
    """CPUs of this machine."""

    def __init__(self, context: Context) -> None:
        self._live = context.live

    @hookimpl
    def cpu_count(self, logical: bool) -> int | None:
        """Logical CPUs; of cores POSIX knows nothing."""
        return os.cpu_count() if self._live and logical else None

    @hookimpl
    def getloadavg(self) -> tuple[float, float, float] | None:
        """Load over 1, 5 and 15 minutes."""
        return os.getloadavg() if self._live else None
