"""Hook specifications of the system domain."""

from __future__ import annotations

from typing import Protocol

from sysprobe.plugin import hookspec
from sysprobe.types.system import OsInfo, Pressure, Service, User


class SystemHooks(Protocol):
    """The host as a whole. ``None`` declines."""

    @hookspec(firstresult=True)
    def boot_time(self) -> float | None:
        """When the system booted, seconds since the epoch."""

    @hookspec(firstresult=True)
    def uptime(self) -> float | None:
        """Seconds since boot, incl. those asleep where the system counts them."""

    @hookspec(firstresult=True)
    def users(self) -> list[User] | None:
        """Login sessions; an empty list if nobody is logged in."""

    @hookspec(firstresult=True)
    def os_info(self) -> OsInfo | None:
        """Names and versions of the system, and what it runs on."""

    @hookspec(firstresult=True)
    def pressure(self) -> Pressure | None:
        """Pressure stall information."""

    @hookspec(firstresult=True)
    def services(self, name: str | None) -> list[Service] | None:
        """What the service manager looks after, in its order. With a name: the service of that name; no such: empty."""
