import re

import pytest
import sysprobe
from sysprobe_windows import _native
from sysprobe_windows.processes import flat
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
    rows = list(map(flat, _native.processes()))
    assert {row.pid for row in rows}.isdisjoint({0, 4})
    assert not any(row.read_count or row.write_bytes or row.cycles or row.page_faults for row in rows)
    assert [_native.session_start(session) for session in _native.sessions()] == [0]


def test_the_core_finds_the_backend():
    (found,) = [line for line in sysprobe.Host().backends() if line.name == "windows"]
    assert found.status == "active"
