"""Every allocation may fail, C's and Python's: an error comes, and nothing is left behind."""

import sys

import pytest
from machine import FUNCTIONS, busy_call

MANY = 400


@pytest.fixture(params=FUNCTIONS)
def call(mac, native, request):
    return busy_call(mac, native, request.param)


def test_the_module_has_no_other_functions(native):
    assert {name for name in dir(native) if not name.startswith("_")} == set(FUNCTIONS)


def test_cs_allocations(mac, call):
    function, arguments = call
    for nth in range(1, MANY):
        before = mac.leaks()
        mac.fail_allocation(nth)
        try:
            function(*arguments)
        except OSError as caught:
            error = caught
        else:
            break  # it has fewer than that
        assert error.errno == 12
        assert mac.leaks() == before
    assert nth < MANY - 1
    mac.fail_allocation(0)


def test_pythons_allocations(mac, call):
    function, arguments = call
    failed = 0
    expected = function(*arguments)
    for nth in range(1, MANY):
        before = mac.leaks()
        answer, made = mac.call_failing(function, arguments, nth)
        assert mac.leaks() == before
        if made < nth:  # it has fewer than that
            break
        failed += isinstance(answer, MemoryError)
        assert isinstance(answer, MemoryError) or answer == expected
    assert nth < MANY - 1
    assert answer == expected
    assert failed or nth < 4, "an allocation failed and nobody heard of it"


def test_a_thousand_calls_leave_no_references(mac, call):
    function, arguments = call
    answer = function(*arguments)
    watched = [None, function, *arguments]
    function(*arguments)
    before = [sys.getrefcount(one) for one in watched]
    for _ in range(1000):
        function(*arguments)
    after = [sys.getrefcount(one) for one in watched]
    assert all(abs(now - then) < 100 for now, then in zip(after, before, strict=True))
    assert function(*arguments) == answer
