"""What holds for the host as a whole on every system, whichever backend answers."""

import time

import pytest
import sysprobe
from live import eventually


def known(ask):
    try:
        return ask()
    except sysprobe.CapabilityUnavailable as error:
        pytest.skip(str(error))


def test_the_system_booted_before_now():
    booted = known(sysprobe.boot_time)
    assert 946684800 < booted < time.time()


def test_boot_time_and_uptime_agree():
    def compare():
        # Some systems do not count sleep in one of them, none the other way round.
        assert known(sysprobe.boot_time) <= time.time() - known(sysprobe.uptime) + 3

    eventually(compare)


def test_uptime_grows():
    before = known(sysprobe.uptime)
    assert 0 < before <= sysprobe.uptime()


def test_users_have_names():
    for user in known(sysprobe.users):
        assert user.name
        assert user.started is None or user.started > 0
        assert user.pid is None or user.pid > 0
        assert "" not in (user.terminal, user.host, user.session)


def test_the_system_says_what_it_is():
    info = known(sysprobe.os_info)
    assert info.name
    assert info.kernel in {"Linux", "Darwin", "Windows"}
    assert info.id == info.id.lower() != ""
    for text in (info.version, info.kernel_version, info.architecture, info.hostname):
        assert text is None or text == text.strip() != ""


def test_pressure_is_a_percentage():
    pressure = known(sysprobe.pressure)
    for stall in (pressure.cpu, pressure.memory, pressure.io, pressure.irq):
        for averages in () if stall is None else (stall.some, stall.full):
            if averages is not None:
                assert all(0 <= each <= 100 for each in (averages.avg10, averages.avg60, averages.avg300))
                assert averages.total >= 0
