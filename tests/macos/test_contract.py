"""What every backend promises, of ours over the made-up Mac."""

import os

import pytest
from sysprobe.plugin import Backend
from sysprobe.testing import BackendContract
from sysprobe_macos import BACKEND

INHABITED = []


def move_in():
    """A forked child is on the made-up Mac, too."""
    for mac in INHABITED:
        mac.start(os.getpid(), os.getppid())


os.register_at_fork(after_in_child=move_in)


class TestMadeUpMac(BackendContract):
    backend = Backend(name="made-up-mac", api=BACKEND.api, providers=BACKEND.providers)

    @pytest.fixture(autouse=True)
    def inhabited(self, people):
        """It has this process, too: that is whom the contract asks about."""
        people.state.own_pid = os.getpid()
        people.start(os.getpid())
        INHABITED.append(people)
        people.mount("/dev/disk1s1", "/", "apfs", blocks=100, free=60, available=50)
        people.map(os.getpid(), 1 << 32, 1 << 14, resident=1)
        address = bytes((16, 2, 0, 0, 192, 0, 2, 7)) + bytes(8)
        people.plug("en0", 3, address, bytes((8, 0, 0, 0, 255, 255, 255, 0)), address)

        yield
        INHABITED.pop()

    def test_processes(self):
        """The children that this test starts are not on the made-up Mac: test_process.py has its own."""
