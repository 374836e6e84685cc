"""Records of the sensors domain: temperatures, fans, batteries."""

from __future__ import annotations

from enum import StrEnum

from sysprobe.types._record import record


class BatteryStatus(StrEnum):
    """What a battery is doing."""

    CHARGING = "charging"
    DISCHARGING = "discharging"
    NOT_CHARGING = "not charging"
    """Plugged in, and neither charging nor discharging: for instance at a charge limit."""
    FULL = "full"


@record
class Temperature:
    """One temperature sensor. The unit is degrees Celsius unless the caller asked for Fahrenheit."""

    label: str | None
    """What it measures, as its driver says (``Core 0``, ``Composite``). Characters that cannot be printed are
    replaced by U+FFFD. ``None`` if the driver does not say."""
    current: float | None
    """The temperature now. ``None`` if the sensor reports a fault, cannot be read in time, or reports what no
    temperature can be."""
    high: float | None = None
    """The temperature from which the sensor calls it hot. ``None`` if it knows none; nor is freezing one."""
    critical: float | None = None
    """The temperature from which damage, or a shutdown, is to be expected. ``None`` likewise."""


@record
class Fan:
    """One fan."""

    label: str | None
    """Which fan, as its driver says, cleaned as :attr:`Temperature.label`. ``None`` if the driver does not say."""
    current: int | None
    """Revolutions per minute now; 0 for a fan that stands. ``None`` if the sensor reports a fault, cannot be read in
    time, or reports what no fan can do."""


@record
class BatteryUnit:
    """One battery of the machine."""

    name: str
    """The system's name for it: ``BAT0``."""
    percent: float | None
    """Charge, percent 0-100. ``None`` if it cannot be known."""
    status: BatteryStatus | None
    """What it is doing. ``None`` if the system does not know."""
    energy: float | None = None
    """Energy left, Wh. ``None`` if the battery does not report it."""
    energy_full: float | None = None
    """Energy when full, Wh. ``None`` if the battery does not report it."""
    energy_design: float | None = None
    """Energy when full, as it was when new, Wh: ``energy_full / energy_design`` is the health. ``None`` if unknown."""
    power: float | None = None
    """Rate of charging or discharging now, W, never negative. ``None`` if the battery does not report it."""
    cycles: int | None = None
    """Number of charge cycles so far. ``None`` if the battery does not count them."""


@record
class Battery:
    """The batteries of the machine, taken together. Batteries of mice and other devices do not count."""

    percent: float | None
    """Charge of all batteries together, percent 0-100. ``None`` if it cannot be known."""
    secsleft: int | None
    """Time until they are empty at the present rate, seconds. ``None`` if the rate is unknown, and while the machine is
    plugged in (look at ``power_plugged``)."""
    power_plugged: bool | None
    """Whether the machine runs from an outside supply. ``None`` if it cannot be known."""
    batteries: tuple[BatteryUnit, ...] = ()
    """Each of them, by name. Empty where the system reports only the sum."""
