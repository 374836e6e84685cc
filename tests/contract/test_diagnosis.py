"""What holds for the report of capabilities on every system."""

import sysprobe
from sysprobe._samples import ASKED
from sysprobe.types.diagnosis import Availability


def test_every_capability_is_reported_once_and_what_is_missing_has_a_reason():
    report = sysprobe.capabilities()
    assert [each.capability for each in report] == list(ASKED)
    for each in report:
        assert (each.availability is Availability.AVAILABLE) == (not each.reasons), each
        assert each.availability is not Availability.AVAILABLE or each.backend is not None
        assert all(reason.detail for reason in each.reasons)


def test_memory_is_available_everywhere():
    (memory,) = [each for each in sysprobe.capabilities() if each.capability == "virtual_memory"]
    assert memory.backend in {"linux", "macos", "windows"}
