"""Every allocation may fail, C's and Python's: an error comes, and nothing is left behind."""

import struct
import sys

import pytest
from machine import ME, PAGE

CALLS = (
    "vm_statistics", "swap_usage", "physical_memory", "interface_addresses", "boot_time", "uptime", "pids",
    "processes", "tick_frequency", "process", "identity", "task_info", "arguments", "executable", "directory",
    "memory_regions",
)  # fmt: skip
WITHOUT_ARGUMENT = CALLS[:9]
MANY = 400


@pytest.fixture(params=CALLS)
def call(mac, native, request):
    """One function of the C module and what it is called with, on a machine that gives it something to do."""
    process = mac.start(300, executable=b"/bin/" + b"x" * 600, directory=b"/" + b"d" * 600, name="somebody else")
    mac.arguments(process, struct.pack("<i", 1) + b"/x\0a" + b"b" * 600 + b"\0K=V\0")
    for pid in (300, ME):
        mac.map(pid, 1 << 32, PAGE, b"/lib/" + b"y" * 600)
        mac.map(pid, 1 << 33, 2 * PAGE, submap=1)
        mac.map(pid, 1 << 33, PAGE, inner=True)
    address = struct.pack("<BBH", 16, 2, 0) + bytes(range(12))
    mac.plug("en0", 3, address, address, address)
    function = getattr(native, request.param)
    return function, () if request.param in WITHOUT_ARGUMENT else (ME if request.param == "memory_regions" else 300,)


def test_the_module_has_no_other_functions(native):
    assert {name for name in dir(native) if not name.startswith("_")} == set(CALLS)


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
