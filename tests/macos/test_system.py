"""Boot time and uptime of a Mac."""

import pytest
from machine import Fault
from sysprobe.errors import BackendError, CapabilityUnavailable
from sysprobe.plugin import Context
from sysprobe_macos.system import System


@pytest.fixture
def system():
    return System(Context("macos"))


def test_end_to_end(mac, system):
    assert system.boot_time() == 1_700_000_000.25
    assert system.uptime() == 86_400.5


@pytest.mark.parametrize(
    ("call", "kind", "value", "number"),
    [("sysctl:boot", Fault.FAIL, 1, 1), ("sysctl:boot", Fault.SHORT, 8, 5), ("clock_gettime", Fault.FAIL, 22, 22)],
)
def test_every_call_may_fail(mac, system, call, kind, value, number):
    mac.order(call, kind, value)
    with pytest.raises(BackendError) as caught:
        system.boot_time() if call == "sysctl:boot" else system.uptime()
    assert caught.value.errno == number


def test_another_machines_files_cannot_answer():
    system = System(Context("macos", "/somewhere"))
    for asked in (system.boot_time, system.uptime):
        with pytest.raises(CapabilityUnavailable):
            asked()
