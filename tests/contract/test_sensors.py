"""What holds for sensors on every system, whichever backend answers."""

import pytest
import sysprobe
from live import eventually
from sysprobe.types.sensors import BatteryStatus


def known(ask, *args, **kwargs):
    try:
        return ask(*args, **kwargs)
    except sysprobe.CapabilityUnavailable as error:
        pytest.skip(str(error))


def test_temperatures_are_possible():
    for chip, sensors in known(sysprobe.sensors_temperatures).items():
        assert chip
        assert sensors
        for each in sensors:
            assert each.label != ""
            for value in (each.current, each.high, each.critical):
                assert value is None or -273.15 <= value <= 1000


def test_fahrenheit_is_another_scale_for_the_same_sensors():
    def shape(found):
        return {chip: [(each.label, each.critical is None) for each in sensors] for chip, sensors in found.items()}

    known(sysprobe.sensors_temperatures)

    def compare():
        assert shape(sysprobe.sensors_temperatures(fahrenheit=True)) == shape(sysprobe.sensors_temperatures())

    eventually(compare)  # sensors of what is plugged in come and go


def test_fans_turn_or_stand():
    for chip, fans in known(sysprobe.sensors_fans).items():
        assert chip
        assert all(each.current is None or each.current >= 0 for each in fans)


def test_a_battery_is_between_empty_and_full():
    battery = known(sysprobe.sensors_battery)
    if battery is None:
        pytest.skip("this machine has no battery")
    for percent in (battery.percent, *(each.percent for each in battery.batteries)):
        assert percent is None or 0 <= percent <= 100
    assert battery.secsleft is None or battery.secsleft >= 0
    assert battery.power_plugged in {True, False, None}
    assert all(each.status is None or each.status in BatteryStatus for each in battery.batteries)
