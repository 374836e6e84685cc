import re

import pytest
import sysprobe
from sysprobe_windows import _native
from windows import wine


@pytest.mark.skipif(not wine.running(), reason="about Wine")
@pytest.mark.parametrize("name", sorted(wine.UNAVAILABLE))
def test_what_the_table_calls_unavailable_is(name):
    """Else the table is out of date."""
    with pytest.raises(sysprobe.CapabilityUnavailable, match=re.escape(wine.UNAVAILABLE[name].call)):
        getattr(sysprobe, name)()


@pytest.mark.skipif(not wine.running(), reason="about Wine")
def test_what_the_table_calls_zero_is():
    assert _native.performance()[5:] == (0, 0, 0, 0, 0)
    assert _native.time_of_day()[2] == 0
    assert {row[0] for row in _native.processes()}.isdisjoint({0, 4})
    assert all(row[24:30] == (0,) * 6 for row in _native.processes())
    assert [_native.session_start(session) for session in _native.sessions()] == [0]


def test_the_core_finds_the_backend():
    (found,) = [line for line in sysprobe.Host().backends() if line.name == "windows"]
    assert found.status == "active"
