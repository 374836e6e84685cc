"""Command lines and environments: blocks that processes may overwrite, behind a call that says EINVAL to everything."""

import struct

import pytest
from machine import KERNELS, MINE, Fault
from machine import argument_block as block
from sysprobe.errors import AccessDenied, BackendError
from sysprobe_macos.handle import Handle


def test_arguments_and_environment(people):
    process = people.start(600, uid=501)
    people.arguments(process, block(b"mine", b"", b"-n", b"\xff", environment=[b"A=1", b"B=2=3", b"A=2", b"none"]))
    found = Handle(600, None)
    assert found.cmdline() == ["mine", "", "-n", "\udcff"]
    assert found.environ() == {"A": "1", "B": "2=3"}
    assert (Handle(0, None).cmdline(), Handle(0, None).environ()) == ([], {})


@pytest.mark.parametrize("kernels", [KERNELS, KERNELS[1:], KERNELS[2:]], ids=["zone", "guard", "pointers"])
@pytest.mark.parametrize("length", range(1, 17))
def test_the_kernels_own_texts_are_no_environment(people, length, kernels):
    """Every eighth environment needs no bytes that fill it up: nothing else parts the two then."""
    process = people.start(600, uid=501)
    environment = [b"A=" + b"x" * length, b"pfz=mine", b"B=2"]
    people.arguments(process, block(b"mine", environment=environment, kernels=kernels))
    assert Handle(600, None).environ() == {"A": "x" * length, "pfz": "mine", "B": "2"}


@pytest.mark.parametrize("length", range(1, 10))
@pytest.mark.parametrize("arguments", [[b""], [b"", b""], [b"", b"-x", b""]])
def test_empty_arguments_are_told_from_what_fills_up_the_path(people, length, arguments):
    """Otherwise the first variable of the environment would pass for the last argument."""
    process = people.start(600, uid=501)
    people.arguments(process, block(*arguments, path=b"/" * length, environment=[b"SECRET=1"]))
    found = Handle(600, None)
    assert found.cmdline() == [text.decode() for text in arguments]
    assert found.environ() == {"SECRET": "1"}


def test_an_environment_that_is_withheld_is_not_called_empty(people):
    process = people.start(600, uid=501)
    people.arguments(process, block(b"mine", b"-n", kernels=()))
    found = Handle(600, None)
    assert found.cmdline() == ["mine", "-n"]
    with pytest.raises(AccessDenied, match="protects"):
        found.environ()
    people.arguments(process, block(b"mine"))
    assert found.environ() == {}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\1\0\0",
        struct.pack("<i", 1),
        struct.pack("<i", -1) + b"/x\0a\0",
        struct.pack("<i", 1) + b"/x",
        struct.pack("<i", 2) + b"/x\0a\0b",
        struct.pack("<i", 2**31 - 1) + b"/x\0a\0b\0",
    ],
)
def test_a_block_of_arguments_that_makes_no_sense_is_an_error(people, raw):
    process = people.start(600, uid=501)
    people.arguments(process, raw or b"\0")
    process.arguments_size = len(raw)
    with pytest.raises(BackendError, match="KERN_PROCARGS2"):
        Handle(600, None).cmdline()


def test_an_environment_that_is_cut_ends_there(people):
    process = people.start(600, uid=501)
    people.arguments(process, block(b"a") + b"X=cut")
    assert Handle(600, None).environ() == {}
    whole = block(b"a", environment=[b"K=V", b"L=W"])
    people.arguments(process, whole[: whole.index(b"L=W") + 2])
    assert Handle(600, None).environ() == {"K": "V"}


@pytest.mark.parametrize(
    ("call", "kind", "value"),
    [("sysctl:limit", Fault.FAIL, 1), ("sysctl:limit", Fault.SHORT, 8), ("sysctl:arguments", Fault.FAIL, 5)],
)
def test_the_calls_for_the_arguments_may_fail(people, call, kind, value):
    people.order(call, kind, value, nth=0)
    with pytest.raises(AccessDenied if value == 1 else BackendError):
        Handle(MINE, None).cmdline()


def test_a_limit_of_nothing_is_an_error(people):
    people.state.argument_limit = 0
    with pytest.raises(BackendError):
        Handle(MINE, None).cmdline()


def test_einval_of_our_own_process_is_not_called_a_refusal(people):
    with pytest.raises(BackendError):
        Handle(600 if people.start(600, uid=500) else 0, None).cmdline()  # effective uid 501
