"""Boot time and uptime of a Mac."""

import struct

import pytest
from machine import Fault
from sysprobe.errors import BackendError, CapabilityUnavailable
from sysprobe.plugin import Context
from sysprobe.types.system import OsInfo
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
