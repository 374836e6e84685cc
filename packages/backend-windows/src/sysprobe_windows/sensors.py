"""Batteries: GetSystemPowerStatus. Temperatures and fans Windows has no interface for that every machine answers."""

from __future__ import annotations

from sysprobe.plugin import Context, hookimpl
from sysprobe.types.sensors import Battery

from sysprobe_windows import _native
from sysprobe_windows.calls import Calls

# Flags of SYSTEM_POWER_STATUS; what is unknown has every bit set.
NO_BATTERY, UNKNOWN, UNKNOWN_TIME = 128, 255, 2**32 - 1


class Sensors:
    """Sensors of a Windows machine."""

    def __init__(self, context: Context) -> None:
        self._calls = Calls(context)

    @hookimpl
    def sensors_battery(self) -> Battery | None:
        """See :meth:`sysprobe.Host.sensors_battery`. Windows tells of all batteries together."""
        return interpret(*self._calls("sensors_battery", _native.battery))


def interpret(supply: int, flags: int, percent: int, left: int) -> Battery | None:
    """The record; None where there is no battery, or where Windows cannot tell anything of one."""
    if flags != UNKNOWN and flags & NO_BATTERY:
        return None
    if flags == percent == UNKNOWN:
        return None
    plugged = {0: False, 1: True}.get(supply)
    return Battery(
        percent=float(percent) if percent <= 100 else None,
        secsleft=None if plugged or left == UNKNOWN_TIME else left,
        power_plugged=plugged,
    )
