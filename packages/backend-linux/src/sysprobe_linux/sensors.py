"""Sensors: monitoring chips, thermal zones, batteries."""

from __future__ import annotations

from sysprobe.plugin import Context, hookimpl
from sysprobe.types.sensors import Battery, Fan, Temperature

from sysprobe_linux import power_supply, thermal
from sysprobe_linux.attributes import Attributes
from sysprobe_linux.hwmon import Hwmon
from sysprobe_linux.sysfs import Sysfs


class Sensors:
    """Sensors of a Linux machine."""

    def __init__(self, context: Context) -> None:
        self._sysfs = Sysfs(context.root)
        self._attributes = Attributes(self._sysfs)
        self._hwmon = Hwmon(self._sysfs, self._attributes)

    @hookimpl
    def sensors_temperatures(self) -> dict[str, list[Temperature]]:
        """See :meth:`sysprobe.Host.sensors_temperatures`."""
        return self._hwmon.temperatures() or thermal.temperatures(self._sysfs, self._attributes)

    @hookimpl
    def sensors_fans(self) -> dict[str, list[Fan]]:
        """See :meth:`sysprobe.Host.sensors_fans`."""
        return self._hwmon.fans()

    @hookimpl
    def sensors_battery(self) -> Battery | None:
        """See :meth:`sysprobe.Host.sensors_battery`."""
        return power_supply.battery(self._sysfs, self._attributes)
