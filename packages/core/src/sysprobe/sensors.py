"""Sensors: temperatures, fans, batteries."""

from sysprobe._facade import Facade

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sysprobe.types.sensors import Battery, Fan, Temperature


class Sensors(Facade):
    """The sensors domain of a Host."""

    __slots__ = ()

    def sensors_temperatures(self, fahrenheit: bool = False) -> "dict[str, list[Temperature]]":
        """Temperatures by chip, in degrees Celsius or Fahrenheit; empty on a machine without sensors.

        A sensor that fails, or does not answer within a second, has ``None`` as its value; the others are not
        kept waiting by it, and it is left alone until it answers.

        Linux: ``/sys/class/hwmon``, or ``/sys/class/thermal`` where that knows no temperature.

        Raises :class:`~sysprobe.CapabilityUnavailable` if no backend answers (on macOS and Windows).
        """
        found = self._require(self._call.sensors_temperatures(), "sensors_temperatures")
        if fahrenheit:
            return {chip: [_in_fahrenheit(each) for each in sensors] for chip, sensors in found.items()}
        return found

    def sensors_fans(self) -> "dict[str, list[Fan]]":
        """Fans by chip, in revolutions per minute; empty on a machine without fans that can be seen.

        A fan that fails or does not answer: as :meth:`sensors_temperatures`.

        Linux: ``/sys/class/hwmon``.

        Raises :class:`~sysprobe.CapabilityUnavailable` if no backend answers (on macOS and Windows).
        """
        return self._require(self._call.sensors_fans(), "sensors_fans")

    def sensors_battery(self) -> "Battery | None":
        """The batteries of the machine, together and each; ``None`` if it has none.

        Linux: ``/sys/class/power_supply``. macOS: ``IOPSCopyPowerSourcesInfo``. Windows: ``GetSystemPowerStatus``.

        Raises :class:`~sysprobe.CapabilityUnavailable` if no backend provides it.
        """
        return self._unless_nobody(self._call.sensors_battery(), "sensors_battery")


def _in_fahrenheit(sensor: "Temperature") -> "Temperature":
    from dataclasses import replace

    return replace(
        sensor,
        current=_fahrenheit(sensor.current),
        high=_fahrenheit(sensor.high),
        critical=_fahrenheit(sensor.critical),
    )


def _fahrenheit(celsius: "float | None") -> "float | None":
    return None if celsius is None else celsius * 9 / 5 + 32
