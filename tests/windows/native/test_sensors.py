import pytest
from sysprobe.types.sensors import Battery
from windows.native import buffers

UNKNOWN = 2**32 - 1


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ((0, 1, 87, 7200), Battery(87.0, 7200, False)),
        ((1, 8, 50, UNKNOWN), Battery(50.0, None, True)),
        ((1, 8, 50, 600), Battery(50.0, None, True)),  # it is not emptied
        ((255, 2, 30, UNKNOWN), Battery(30.0, None, None)),
        ((0, 4, 255, 60), Battery(None, 60, False)),
        ((0, 255, 12, 60), Battery(12.0, 60, False)),
        ((1, 128, 255, UNKNOWN), None),
        ((1, 255, 255, UNKNOWN), None),
    ],
)
def test_a_battery_is_what_windows_knows_of_it(machine, context, told, meant):
    from sysprobe_windows.sensors import Sensors

    machine["power_status"] = buffers.power_status(*told)
    assert Sensors(context).sensors_battery() == meant


def test_what_no_windows_tells_has_a_reason(library, context):
    from sysprobe.hookspecs import CAPABILITIES
    from sysprobe_windows.diagnosis import Diagnosis

    reasons = {reason.capability: reason for reason in Diagnosis(context).diagnose()}
    assert reasons.keys() <= CAPABILITIES.keys()
    assert "averages" in reasons["getloadavg"].detail
