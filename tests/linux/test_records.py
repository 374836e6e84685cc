"""Records that the C module makes are those that their class makes."""

import pytest
from sysprobe.types.cpu import CpuTimes
from sysprobe.types.memory import SwapMemory, VirtualMemory
from sysprobe_linux import _native


@pytest.mark.parametrize("record", [VirtualMemory, CpuTimes])
def test_a_record_of_all_its_fields(record):
    values = [object() for _ in record.__match_args__]
    made = _native.record_maker(record)(*values)
    assert type(made) is record
    assert (made, hash(made)) == (record(*values), hash(record(*values)))
    with pytest.raises(AttributeError):
        setattr(made, record.__match_args__[0], 1)


def test_fields_that_are_left_out_have_their_defaults():
    assert _native.record_maker(SwapMemory)(3, 2, 1, 66.7) == SwapMemory(3, 2, 1, 66.7)


@pytest.mark.parametrize("values", [(), (1, 2, 3), range(8)])
def test_too_few_and_too_many_values_are_an_error(values):
    with pytest.raises(TypeError, match="SwapMemory"):
        _native.record_maker(SwapMemory)(*values)


@pytest.mark.parametrize("record", [1, int, dict, type("Plain", (), {"__match_args__": ("x",), "x": 1})])
def test_what_is_no_record_is_refused(record):
    with pytest.raises((TypeError, AttributeError)):
        _native.record_maker(record)
