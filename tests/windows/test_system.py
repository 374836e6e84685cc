import getpass
import platform
import sys
import time

import psutil
import pytest
import sysprobe
from live import between, eventually
from windows import wine


def test_boot_time_and_uptime_add_up_to_now():
    before = time.time()
    together = sysprobe.boot_time() + sysprobe.uptime()
    between(before, together, time.time(), slack=0.1)  # the clocks tick every 16 ms


def test_the_time_of_boot_stands_still():
    assert sysprobe.boot_time() == sysprobe.boot_time()


@pytest.mark.skipif(wine.running(), reason="Wine: boots when its server starts; see windows/wine.py")
def test_psutil_agrees_about_boot():
    assert sysprobe.boot_time() == pytest.approx(psutil.boot_time(), abs=2)


def test_who_runs_the_tests_is_logged_in():
    if not (users := sysprobe.users()) and not wine.running():
        pytest.skip("a service runs the tests: nobody is logged in")
    (me, *_) = [user for user in users if user.name == getpass.getuser()]
    assert me.session.isdigit()
    assert (me.terminal, me.pid, me.host) == (None, None, None)
    assert me.started is None or sysprobe.boot_time() <= me.started <= time.time()


def test_the_system_is_the_one_that_python_sees():
    found = sysprobe.os_info()
    version = sys.getwindowsversion()
    assert found.version == f"{version.major}.{version.minor}.{version.build}"
    assert found.name.startswith("Windows")
    assert (found.id, found.kernel) == ("windows", "Windows")
    assert found.architecture in {"x86_64", "arm64"}
    assert found.hostname.lower() == platform.node().lower()


def test_psutil_agrees_about_the_battery():
    def compare():
        before, ours, after = psutil.sensors_battery(), sysprobe.sensors_battery(), psutil.sensors_battery()
        assert (before is None) == (ours is None) == (after is None)
        assert ours is None or ours.percent is None or ours.percent in {before.percent, after.percent}

    eventually(compare)
