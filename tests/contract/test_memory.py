"""What holds for memory on every system, whichever backend answers."""

import pytest
import sysprobe


@pytest.fixture
def memory():
    return sysprobe.virtual_memory()


def test_parts_are_not_more_than_the_whole(memory):
    assert memory.total > 0
    for part in ("available", "used", "free", "active", "inactive", "buffers", "cached", "shared", "slab", "wired"):
        value = getattr(memory, part)
        assert value is None or 0 <= value <= memory.total, part


def test_the_percentage_is_of_what_is_not_available(memory):
    assert memory.percent == round((memory.total - memory.available) / memory.total * 100, 1)


def test_swap_adds_up():
    swap = sysprobe.swap_memory()
    assert swap.used + swap.free == swap.total
    assert 0 <= swap.percent <= 100
    assert all(count is None or count >= 0 for count in (swap.sin, swap.sout, swap.cached))


def test_records_are_frozen(memory):
    with pytest.raises(AttributeError):
        memory.total = 1


def test_psutil_sees_the_same_machine(memory):
    psutil = pytest.importorskip("psutil", reason="psutil has no wheel here")
    assert memory.total == psutil.virtual_memory().total
