import pytest
from sysprobe.errors import BackendError
from sysprobe.types.system import User
from windows.native import buffers

EPOCH = 116_444_736_000_000_000  # 1970 in 100 ns since 1601
USER, CLIENT, ADDRESS, INFO = 5, 10, 14, 24


@pytest.fixture
def system(context):
    from sysprobe_windows.system import System

    return System(context)


def test_boot_and_uptime_count_the_time_asleep(machine, system):
    second = 10_000_000
    # Booted at 1000, slept 500 s, so that Windows moved the time of boot to 1500; it is 5000 now.
    data = buffers.time_of_day(EPOCH + 1500 * second, EPOCH + 5000 * second, 500 * second)
    machine["query_system", 3] = data
    assert system.boot_time() == 1000.0
    assert system.uptime() == 4000.0
    assert {call[2] for call in machine.calls} == {48}


def serve(machine, **sessions):
    """Sessions by number, `s1={USER: bytes or an error}`."""
    numbers = [int(name[1:]) for name in sessions]
    machine["sessions"] = buffers.sessions(*numbers)

    def information(session, kind, buffer):
        return sessions[f"s{session}"].get(kind, 50)

    machine["session_information"] = information


def text(value):
    return buffers.wide(value) + b"\0\0"


def test_users_are_the_sessions_with_one(machine, system):
    remote = {
        USER: text("zoë"),
        INFO: buffers.session_info(connected=EPOCH + 90_000_000, logon=EPOCH + 10_000_000),
        ADDRESS: buffers.client_address(2, bytes([192, 0, 2, 7])),
        CLIENT: text("LAPTOP"),
    }
    local = {USER: text("admin"), INFO: buffers.session_info(connected=EPOCH + 20_000_000), CLIENT: text("")}
    named = {USER: text("guest"), INFO: 5, ADDRESS: buffers.client_address(23), CLIENT: text("LAPTOP")}
    console = {USER: text("x" * 100), INFO: b"short", ADDRESS: buffers.client_address(2, bytes(4))}
    serve(machine, s0={USER: text("")}, s1=local, s2=remote, s3={USER: 7022}, s4=named, s5=console)
    assert system.users() == [
        User("admin", None, None, 2.0, None, "1"),
        User("zoë", None, "192.0.2.7", 1.0, None, "2"),
        User("guest", None, "LAPTOP", None, None, "4"),
        User("x" * 100, None, None, None, None, "5"),
    ]


def test_nobody_is_logged_in(machine, system):
    serve(machine)
    assert system.users() == []
    serve(machine, s0={USER: b""})
    assert system.users() == []


def test_a_session_that_may_not_be_asked_is_an_error(machine, system):
    serve(machine, s1={USER: 5})
    with pytest.raises(BackendError, match="WTSQuerySessionInformation failed with error 0x5"):
        system.users()


@pytest.mark.parametrize(
    ("build", "name"), [("19045", "Windows 10 Pro"), ("22000", "Windows 11 Pro"), ("26100", "Windows 11 Pro")]
)
def test_windows_11_is_told_by_its_build(library, build, name):
    from sysprobe_windows.osinfo import interpret

    values = {"ProductName": "Windows 10 Pro", "CurrentMajorVersionNumber": 10, "CurrentMinorVersionNumber": 0}
    found = interpret({**values, "CurrentBuildNumber": build, "UBR": 3447}, {"PROCESSOR_ARCHITECTURE": "AMD64"})
    assert (found.name, found.version, found.kernel_version) == (name, f"10.0.{build}", f"10.0.{build}.3447")
    assert (found.id, found.kernel, found.architecture) == ("windows", "Windows", "x86_64")


def test_a_registry_without_values_says_nothing(library):
    from sysprobe_windows.osinfo import interpret

    found = interpret({}, {"PROCESSOR_ARCHITEW6432": "ARM64", "PROCESSOR_ARCHITECTURE": "x86"})
    assert (found.name, found.version, found.kernel_version, found.architecture) == ("Windows", None, None, "arm64")
