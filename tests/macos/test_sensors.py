"""Batteries, as IOKit's power sources tell them."""

import errno

import pytest
from machine import Fault
from sysprobe.errors import BackendError, CapabilityUnavailable
from sysprobe.plugin import Context
from sysprobe.types.sensors import Battery, BatteryStatus, BatteryUnit
from sysprobe_macos.sensors import Sensors

FULL = {
    "Name": "InternalBattery-0", "Type": "InternalBattery", "Power_Source_State": "Battery Power",
    "Current_Capacity": 45, "Max_Capacity": 90, "Time_to_Empty": 125, "Is_Present": True, "Is_Charging": False,
}  # fmt: skip


@pytest.fixture
def sensors(mac):
    return Sensors(Context("macos"))


def test_a_battery_that_empties(mac, sensors):
    mac.battery(**FULL)
    unit = BatteryUnit("InternalBattery-0", 50.0, BatteryStatus.DISCHARGING)
    assert sensors.sensors_battery() == Battery(50.0, 7500, False, (unit,))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"Time_to_Empty": -1}, (50.0, None, False, "discharging")),  # not yet known
        ({"Time_to_Empty": 0}, (50.0, None, False, "discharging")),
        ({"Time_to_Empty": "2 h"}, (50.0, None, False, "discharging")),
        ({"Power_Source_State": "AC Power", "Is_Charging": True}, (50.0, None, True, "charging")),
        ({"Power_Source_State": "AC Power"}, (50.0, None, True, "not charging")),
        ({"Power_Source_State": "AC Power", "Is_Charged": True}, (50.0, None, True, "full")),
        ({"Power_Source_State": "Off Line"}, (50.0, None, None, None)),
        ({"Power_Source_State": 5}, (50.0, None, None, None)),
        ({"Max_Capacity": 0}, (None, 7500, False, "discharging")),
        ({"Max_Capacity": 44}, (None, 7500, False, "discharging")),
        ({"Current_Capacity": -1}, (None, 7500, False, "discharging")),
        ({"Current_Capacity": True}, (None, 7500, False, "discharging")),
        ({"Max_Capacity": []}, (None, 7500, False, "discharging")),
        ({"Is_Present": 0}, (50.0, 7500, False, "discharging")),  # a number is no boolean
    ],
)
def test_what_makes_no_sense_is_unknown(mac, sensors, changed, expected):
    mac.battery(**FULL | changed)
    found = sensors.sensors_battery()
    assert (found.percent, found.secsleft, found.power_plugged, found.batteries[0].status) == expected


@pytest.mark.parametrize("changed", [{"Is_Present": False}, {"Type": "UPS"}, {"Type": 7}])
def test_what_is_no_battery_of_the_machine_does_not_count(mac, sensors, changed):
    mac.battery(**FULL | changed)
    assert sensors.sensors_battery() is None


def test_no_battery(sensors):
    assert sensors.sensors_battery() is None


def test_two_batteries(mac, sensors):
    mac.battery(**FULL)
    mac.battery(**FULL | {"Name": "x" * 255, "Current_Capacity": 90, "Time_to_Empty": 20})
    mac.battery(**FULL | {"Name": "x" * 256})  # longer than any name is
    found = sensors.sensors_battery()
    assert (round(found.percent, 3), found.secsleft, found.power_plugged) == (66.667, 7500, False)
    assert [unit.name for unit in found.batteries] == ["InternalBattery-0", "x" * 255, "battery 2"]


@pytest.mark.parametrize(("call", "nth"), [("dlopen", 1), ("dlopen", 2), ("dlsym", 1), ("dlsym", 14), ("dlsym", 24)])
def test_a_system_without_iokit_says_so(mac, sensors, call, nth):
    mac.order(call, Fault.FAIL, nth=nth)
    with pytest.raises(CapabilityUnavailable, match="IOKit"):
        sensors.sensors_battery()


@pytest.mark.parametrize(
    ("call", "kind", "value"),
    [
        ("IOPSCopyPowerSourcesInfo", Fault.FAIL, 1),
        ("IOPSCopyPowerSourcesList", Fault.FAIL, 1),
        ("CFArrayGetCount", Fault.SHORT, -1),
        ("CFArrayGetCount", Fault.SHORT, 1 << 20),
    ],
)
def test_the_calls_may_fail(mac, sensors, call, kind, value):
    mac.battery(**FULL)
    mac.order(call, kind, value)
    with pytest.raises(BackendError) as caught:
        sensors.sensors_battery()
    assert caught.value.errno == errno.EIO


def test_one_that_was_taken_out_meanwhile_is_left_out(mac, sensors):
    mac.battery(**FULL)
    mac.order("IOPSGetPowerSourceDescription", Fault.FAIL)
    assert sensors.sensors_battery() is None


def test_another_machines_battery_is_not_ours():
    with pytest.raises(CapabilityUnavailable):
        Sensors(Context("macos", "/other")).sensors_battery()
