"""Hook specifications of the sensors domain."""

from __future__ import annotations

from typing import Protocol

from sysprobe.plugin import hookspec
from sysprobe.types.sensors import Battery, Fan, Temperature


class SensorsHooks(Protocol):
    """Temperatures, fans, batteries. ``None`` declines: the system has no such interface."""

    @hookspec(firstresult=True)
    def sensors_temperatures(self) -> dict[str, list[Temperature]] | None:
        """Temperatures by chip, degrees Celsius. No sensor: an empty dict.

        A sensor that fails or hangs keeps its place, with ``None`` as its value.
        """

    @hookspec(firstresult=True)
    def sensors_fans(self) -> dict[str, list[Fan]] | None:
        """Fans by chip. No fan: an empty dict. A fan that fails or hangs keeps its place."""

    @hookspec(firstresult=True)
    def sensors_battery(self) -> Battery | None:
        """The machine's batteries together. ``None``: it has none, or this backend cannot tell."""
