"""Batteries: IOKit's power sources. macOS has no public interface for temperatures and fans: they are not answered."""

from __future__ import annotations

from typing import NamedTuple

from sysprobe.errors import CapabilityUnavailable
from sysprobe.plugin import Context, hookimpl
from sysprobe.types.sensors import Battery, BatteryStatus, BatteryUnit, Fan, Temperature

from sysprobe_macos import _native
from sysprobe_macos.diagnosis import UNTOLD
from sysprobe_macos.kernel import ask_frameworks

# IOKit/ps/IOPSKeys.h
INTERNAL = "InternalBattery"
MAINS, DISCHARGING = "AC Power", "Battery Power"


class Source(NamedTuple):
    """What a power source tells; None: it does not."""

    name: str | None
    type: str | None
    state: str | None
    current: int | None
    """In the unit of `largest`, which is percent for the batteries of Macs."""
    largest: int | None
    minutes: int | None
    """Until it is empty; -1: not yet known."""
    present: bool | None
    charging: bool | None
    charged: bool | None

    def percent(self) -> float | None:
        """Charge; None where the capacities make no sense."""
        if self.current is None or not self.largest or not 0 <= self.current <= self.largest:
            return None
        return 100 * self.current / self.largest

    def status(self) -> BatteryStatus | None:
        """What it is doing."""
        if self.state == DISCHARGING:
            return BatteryStatus.DISCHARGING
        if self.charging:
            return BatteryStatus.CHARGING
        if self.charged:
            return BatteryStatus.FULL
        return BatteryStatus.NOT_CHARGING if self.state == MAINS else None


class Sensors:
    """Sensors of a Mac."""

    def __init__(self, context: Context) -> None:
        self._context = context

    @hookimpl
    def sensors_battery(self) -> Battery | None:
        """See :meth:`sysprobe.Host.sensors_battery`. ``IOPSCopyPowerSourcesInfo``. A UPS does not count."""
        found = ask_frameworks(self._context, "sensors_battery", _native.power_sources)
        batteries = [one for one in map(Source._make, found) if one.type == INTERNAL and one.present is not False]
        return battery(batteries) if batteries else None

    @hookimpl
    def sensors_temperatures(self) -> dict[str, list[Temperature]]:
        """Raises CapabilityUnavailable, and says why."""
        raise CapabilityUnavailable("sensors_temperatures", UNTOLD["sensors_temperatures"])

    @hookimpl
    def sensors_fans(self) -> dict[str, list[Fan]]:
        """Raises CapabilityUnavailable, and says why."""
        raise CapabilityUnavailable("sensors_fans", UNTOLD["sensors_fans"])


def battery(found: list[Source]) -> Battery:
    """The record. Capacities are shares: without the size of each battery the whole is their mean."""
    percents = [one.percent() for one in found]
    known = [percent for percent in percents if percent is not None]
    states = {one.state for one in found}
    plugged = True if MAINS in states else False if states == {DISCHARGING} else None
    minutes = [one.minutes for one in found]
    left = [one for one in minutes if one is not None and one > 0]
    units = tuple(
        BatteryUnit(one.name or f"battery {number}", percent, one.status())
        for number, (one, percent) in enumerate(zip(found, percents, strict=True))
    )
    return Battery(
        percent=sum(known) / len(known) if len(known) == len(found) else None,
        secsleft=60 * max(left) if plugged is False and len(left) == len(found) else None,
        power_plugged=plugged,
        batteries=units,
    )
