"""Services, which the manager lists in rounds and tells more of one by one."""

import struct

import pytest
from sysprobe.errors import BackendError, CapabilityUnavailable
from sysprobe.types.system import Service
from windows.native import buffers

SPOOLER = Service(
    name="Spooler",
    display_name="Print Spooler",
    status="running",
    pid=1234,
    start="automatic",
    command="C:\\Windows\\spoolsv.exe",
    username="LocalSystem",
    description="Prints.",
)
WALL = Service("wall", None, None, None, None, None, None, None)


@pytest.fixture
def system(machine, context):
    from sysprobe_windows.system import System

    rows = [("Spooler", "Print Spooler", 4, 1234), ("wall", "", 99, 0)]
    machine["open_manager"] = machine.says(0)
    machine["services"] = lambda place, _, base: buffers.services([rows[place]], base)
    machine["services_count"] = struct.pack("<I", 1)
    machine["services_more"] = lambda place, _, __: 234 if place < len(rows) else (0, 0)
    machine["open_service"] = lambda letter, _, __: (0, 0) if letter == ord("S") else 5
    machine["service_config"] = lambda letter, _, base: buffers.service_config(2, SPOOLER.command, "LocalSystem", base)
    machine["service_description"] = lambda letter, _, base: buffers.service_description("Prints.", base)
    return System(context)


def test_what_is_told_of_services(system):
    """Of the one the caller may not know how it is configured."""
    assert system.services(None) == [SPOOLER, WALL]


def test_names_are_not_told_apart_by_case(system):
    assert system.services("sPOOLER") == [SPOOLER]
    assert system.services("Spool") == []


def test_what_one_service_keeps_to_itself(machine, system):
    machine["service_description"] = 5
    assert system.services("spooler")[0].description is None
    machine["service_config"] = 5
    (found,) = system.services("spooler")
    assert (found.start, found.command, found.username) == (None, None, None)
    machine["service_config"] = lambda letter, _, base: buffers.service_config(7, None, None, base)
    (found,) = system.services("spooler")
    assert (found.start, found.command, found.username) == (None, None, None)
    machine["service_description"] = lambda letter, _, base: buffers.service_description(None, base)
    assert system.services("spooler")[0].description is None


def test_a_configuration_that_does_not_fit_the_first_buffer(machine, system):
    machine["service_description"] = lambda letter, _, base: buffers.service_description("x" * 5000, base)
    assert len(system.services("spooler")[0].description) == 5000


@pytest.mark.parametrize("call", ["open_manager", "services"])
def test_a_manager_that_refuses_is_an_error(machine, system, call):
    machine[call] = 5
    with pytest.raises(BackendError, match=r"OpenSCManager|EnumServicesStatusEx"):
        system.services(None)
    machine[call] = 120
    with pytest.raises(CapabilityUnavailable):
        system.services(None)


def test_a_list_that_never_ends_is_given_up(machine, system):
    machine["services"] = lambda place, _, base: buffers.services([("a", "b", 4, 1)], base)
    machine["services_more"] = 234
    with pytest.raises(BackendError, match="EnumServicesStatusEx"):
        system.services(None)


@pytest.mark.parametrize("call", ["services", "service_config", "service_description"])
def test_texts_outside_of_the_buffer_are_refused(machine, library, system, call):
    from sysprobe_windows import _native

    machine[call] = b"\xff" * 64
    with pytest.raises(OSError, match="makes no sense"):
        _native.services() if call == "services" else _native.service_details(buffers.wide("S\0"))
    machine[call] = b""
    if call != "services":
        with pytest.raises(OSError, match="makes no sense"):
            _native.service_details(buffers.wide("S\0"))


def test_more_services_than_fit_are_not_believed(machine, library, system):
    from sysprobe_windows import _native

    machine["services_count"] = b"\xff" * 4
    with pytest.raises(OSError, match="makes no sense"):
        _native.services()


@pytest.mark.parametrize("name", [b"", b"S", b"S\0", b"S\0\0"])
def test_names_that_are_none(library, name):
    from sysprobe_windows import _native

    with pytest.raises(ValueError, match="UTF-16"):
        _native.service_details(name)
