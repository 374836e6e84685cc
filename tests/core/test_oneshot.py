"""What backends keep within a block of `Process.oneshot`."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sysprobe.oneshot import Oneshot


@pytest.fixture
def other():
    with ThreadPoolExecutor(1) as pool:
        yield lambda function, *args: pool.submit(function, *args).result()


def test_each_thread_keeps_its_own(other):
    kept = Oneshot()
    assert kept.current() is None
    kept.begin()
    kept.current()["file"] = "mine"
    assert other(kept.current) is None
    other(kept.begin, {"file": "theirs"})
    assert (kept.current(), other(kept.current)) == ({"file": "mine"}, {"file": "theirs"})
    other(kept.forget)
    assert (kept.current(), other(kept.current)) == ({"file": "mine"}, {})
    other(kept.end)
    assert (kept.current(), other(kept.current)) == ({"file": "mine"}, None)
    kept.end()
    assert kept.current() is None


def test_nothing_is_forgotten_outside_of_a_block():
    kept = Oneshot()
    kept.forget()
    assert kept.current() is None


def test_what_was_begun_elsewhere_does_not_outlive_its_end(other):
    kept = Oneshot()
    other(kept.begin, {"file": "old"})
    kept.end()
    assert other(kept.current) is None
