"""Boot time, uptime and logins of a Mac."""

import struct
import threading

import pytest
from machine import Fault
from sysprobe.errors import BackendError, CapabilityUnavailable
from sysprobe.plugin import Context
from sysprobe.types.system import OsInfo, User
from sysprobe_macos.system import System, virtualization


@pytest.fixture
def system():
    return System(Context("macos"))


def test_end_to_end(mac, system):
    assert system.boot_time() == 1_700_000_000.25
    assert system.uptime() == 86_400.5


def test_what_the_system_is(mac, system):
    for name, value in {
        "kern.osproductversion": "14.5", "kern.osrelease": "23.5.0", "hw.machine": "x86_64", "hw.model": "Mac15,3",
        "kern.hostname": "mini.example.org", "kern.hv_vmm_present": 0, "sysctl.proc_translated": 1,
    }.items():  # fmt: skip
        mac.name(name, value)
    assert system.os_info() == OsInfo(
        "macOS", "14.5", "macos", "Darwin", "23.5.0", "arm64", "mini", "none", "none"
    )  # fmt: skip
    mac.name("sysctl.proc_translated", struct.pack("<i", 0))
    assert system.os_info().architecture == "x86_64"


def test_what_the_system_does_not_tell_is_none(mac, system):
    assert system.os_info() == OsInfo("macOS", None, "macos", "Darwin", None, None, None, None, "none")
    mac.order("sysctlbyname", Fault.FAIL, 1, nth=0)
    with pytest.raises(BackendError):
        system.os_info()


def test_virtualization():
    assert virtualization(1, "VirtualMac2,1") == "apple"
    assert virtualization(1, "VMware20,1") == "vmware"
    assert virtualization(1, "MacPro7,1") is None  # something that pretends to be a real one
    assert virtualization(None, None) is None


def test_values_by_name(mac, native):
    mac.name("narrow", struct.pack("<i", -7))
    mac.name("wide", -(2**40))
    mac.name("odd", b"123")
    mac.name("long", b"x" * 4096)
    mac.name("longer", b"x" * 4097)
    assert (native.system_number("narrow"), native.system_number("wide")) == (-7, -(2**40))
    assert (native.system_number("none"), native.system_text("none")) == (None, None)
    assert native.system_text("long") == "x" * 4096  # without an end
    for function, name in (
        (native.system_number, "odd"),
        (native.system_number, "long"),
        (native.system_text, "longer"),
    ):
        with pytest.raises(OSError):
            function(name)
    for wrong in (7, None, "a\0b"):
        with pytest.raises((TypeError, ValueError)):
            native.system_number(wrong)
        with pytest.raises((TypeError, ValueError)):
            native.system_text(wrong)


@pytest.mark.parametrize(
    ("call", "kind", "value", "number"),
    [("sysctl:boot", Fault.FAIL, 1, 1), ("sysctl:boot", Fault.SHORT, 8, 5), ("clock_gettime", Fault.FAIL, 22, 22)],
)
def test_every_call_may_fail(mac, system, call, kind, value, number):
    mac.order(call, kind, value)
    with pytest.raises(BackendError) as caught:
        system.boot_time() if call == "sysctl:boot" else system.uptime()
    assert caught.value.errno == number


def test_another_machines_files_cannot_answer():
    system = System(Context("macos", "/somewhere"))
    for asked in (system.boot_time, system.uptime, system.os_info):
        with pytest.raises(CapabilityUnavailable):
            asked()


# -- logins -----------------------------------------------------------------------------------------------------------


def test_users(mac, system):
    mac.log_in(b"reboot", b"~", type=2)
    mac.log_in(b"eve", b"console", pid=101, rest=0)
    mac.log_in(b"eve", b"ttys001", b"192.0.2.7", pid=0)
    mac.log_in(b"", b"ttys002")
    mac.log_in(b"gone", b"ttys003", type=8)
    mac.log_in(b"u" * 256, b"t" * 32, b"\xff" * 256, seconds=0, rest=0)  # fields without an end
    assert system.users() == [
        User("eve", "console", None, 1_700_000_000.0, 101, None),
        User("eve", "ttys001", "192.0.2.7", 1_700_000_000.5, None, None),
        User("u" * 256, "t" * 32, "\udcff" * 256, None, 300, None),
    ]


def test_nobody_is_logged_in(system, mac):
    assert system.users() == []


def test_walks_of_threads_do_not_meet(mac, system):
    """libc has one place for all in the file of sessions."""
    for number in range(40):
        mac.log_in(b"eve", b"ttys%03d" % number)
    wrong, expected = [], system.users()

    def ask():
        wrong.extend(found for found in (system.users() for _ in range(20)) if found != expected)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
