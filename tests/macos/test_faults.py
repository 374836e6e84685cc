"""Every call to the kernel may fail or lie, whichever and with whatever: an error comes, and nothing is left behind."""

import pytest
from machine import CANNOT_FAIL, FUNCTIONS, Fault, busy_call

MANY = 80


def calls_made(mac, native, name):
    function, arguments = busy_call(mac, native, name)
    answer = function(*arguments)
    return answer, mac.calls("*")


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize(
    ("kind", "value"),
    [(Fault.FAIL, value) for value in (1, 3, 4, 5, 12, 22)]
    + [(Fault.SHORT, value) for value in (1, 7, 8, 15, 23, 647, 1 << 20, -1, -(1 << 20))],
    ids=str,
)
def test_one_call_fails_or_lies(mac, native, name, kind, value):
    expected, made = calls_made(mac, native, name)
    assert 1 <= made < MANY
    for nth in range(1, made + 1):
        mac.start_over()
        function, arguments = busy_call(mac, native, name)
        before = mac.leaks()
        mac.order("*", kind, value, nth)
        answer = outcome(function, arguments)
        assert mac.leaks() == before
        if kind is Fault.FAIL and nth == 1 and name not in ("identity", *CANNOT_FAIL):
            assert isinstance(answer, OSError)
        nothing = answer is None and name == "media"  # which says no more of a failure
        assert isinstance(answer, OSError) or nothing or type(answer) is type(expected)
        if isinstance(answer, OSError):
            assert answer.errno > 0
            assert answer.filename


@pytest.mark.parametrize("name", sorted(FUNCTIONS.keys() - CANNOT_FAIL))
@pytest.mark.parametrize("value", [1, 3, 4, 5, 12, 22])
def test_every_call_fails(mac, native, name, value):
    function, arguments = busy_call(mac, native, name)
    mac.order("*", Fault.FAIL, value, nth=0)
    with pytest.raises(OSError) as caught:
        function(*arguments)
    assert caught.value.filename


def outcome(function, arguments):
    try:
        return function(*arguments)
    except OSError as error:
        return error
