"""The conformance kit over the made-up Mac, a pytest plugin:

``pytest -p kit --pyargs sysprobe.testing --sysprobe-backend=macos``, with the environment that tools/macos/check.py
makes. The backend is found as an installed one is. The machine has this process, the children that the kit starts
and everything else that a Mac may have, and this process is root's there: every hook of the backend must answer.
"""

import dataclasses
import os
import subprocess

import made_up
import pytest
import sysprobe_macos
from machine import STATISTICS, Machine, argument_block, interface_message
from sysprobe._discovery import load
from sysprobe.hookspecs import DOMAINS
from sysprobe_macos.diagnosis import UNTOLD

TOLD = {
    hook
    for domain, hooks in DOMAINS.items()
    if domain in sysprobe_macos.BACKEND.providers
    for hook in hooks
    if hasattr(load(sysprobe_macos.BACKEND.providers[domain]), hook) and hook not in UNTOLD
}
MAC = Machine(made_up.LIBRARY)
ADDRESS, MASK = bytes((16, 2, 0, 0, 192, 0, 2, 7)) + bytes(8), bytes((8, 0, 0, 0, 255, 255, 255, 0))


def furnish():
    """Something of everything."""
    MAC.state.own_uid = 0
    MAC.state.own_pid = os.getpid()
    for name, value in {"hw.logicalcpu": 2, "hw.physicalcpu": 2, "hw.cpufrequency": 2_400_000_000}.items():
        MAC.name(name, value)
    MAC.name("machdep.cpu.brand_string", "Intel(R) Core(TM) i7")
    MAC.mount("/dev/disk1s1", "/", "apfs", blocks=100, free=60, available=50)
    MAC.disk("disk0", STATISTICS)
    MAC.plug("en0", 3, ADDRESS, MASK, ADDRESS)
    MAC.messages(interface_message(b"en0"))
    MAC.counters(1, "en0", *range(10))
    MAC.media("en0", 0x100030, 3)
    MAC.log_in(b"eve", b"console")
    MAC.battery(Name="InternalBattery-0", Type="InternalBattery", Current_Capacity=50, Max_Capacity=100)
    move_in()


def move_in():
    """This process, as it is after every fork."""
    settle(os.getpid(), os.getppid())


def settle(pid, parent):
    process = MAC.start(pid, parent, 0, "python3", directory=b"/tmp", executable=b"/bin/python3", descriptors=4)
    process.seconds += pid != os.getpid()
    MAC.arguments(process, argument_block(b"python3", b"-c", environment=[b"A=1"]))
    MAC.socket(pid, 9, bytes((10, 0, 0, 1)), bytes((192, 0, 2, 7)), local_port=22, remote_port=50_000, number=pid)
    MAC.map(pid, 1 << 32, 1 << 14, b"/bin/python3", resident=1)


class Child(subprocess.Popen):
    """A child of this process is one on the made-up Mac, too, until it is waited for."""

    def __init__(self, *arguments, **keywords):
        super().__init__(*arguments, **keywords)
        settle(self.pid, os.getpid())

    def wait(self, timeout=None):
        code = super().wait(timeout)
        MAC.end(self.pid)
        return code


def anywhere():
    """The backend, on whatever system this runs."""
    return dataclasses.replace(sysprobe_macos.BACKEND, platforms=())


def pytest_configure(config):
    furnish()
    subprocess.Popen = Child
    os.register_at_fork(after_in_child=move_in)
    sysprobe_macos.BACKEND = anywhere()


@pytest.fixture(autouse=True)
def nothing_is_left():
    """Whatever the C module takes from the machine it must give back."""
    before = MAC.leaks()
    yield
    assert MAC.leaks() == before


def pytest_runtest_logreport(report):
    """An answer that is missing is an error here, not a test left out."""
    if report.skipped and report.nodeid.partition("[")[2].rstrip("]") in TOLD:
        raise pytest.UsageError(f"not answered: {report.nodeid}")
