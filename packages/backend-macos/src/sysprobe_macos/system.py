"""The host as a whole: ``sysctl(KERN_BOOTTIME)`` and the clock that no one sets."""

from __future__ import annotations

from sysprobe.plugin import Context, hookimpl

from sysprobe_macos import _native
from sysprobe_macos.kernel import ask


class System:
    """A Mac."""

    def __init__(self, context: Context) -> None:
        self._context = context

    @hookimpl
    def boot_time(self) -> float:
        """See :meth:`sysprobe.Host.boot_time`. The kernel moves it when the clock is set: it stays now − uptime."""
        return ask(self._context, "boot_time", _native.boot_time)

    @hookimpl
    def uptime(self) -> float:
        """See :meth:`sysprobe.Host.uptime`. ``CLOCK_MONOTONIC_RAW`` (macOS 10.12): goes on while the machine sleeps."""
        return ask(self._context, "uptime", _native.uptime)
