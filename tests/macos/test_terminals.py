"""Names of terminals."""

import os
import stat
import types

import pytest
from machine import ME, MINE
from sysprobe_macos import terminals
from sysprobe_macos.handle import Handle

DEVICES = {
    "/dev/ttys001": 0x10000001, "/dev/ttys1001": 0x100003E9, "/dev/console": 0x0, "/dev/tty": 0x2000000,
    "/dev/ttyp0": 0x4000000, "/dev/tty.usb": 0x9000003, "/dev/ttyhigh": 0xF0000001,
}  # fmt: skip


@pytest.fixture(autouse=True)
def devices(monkeypatch):
    def found(path):
        if path not in DEVICES:
            raise FileNotFoundError(path)
        return types.SimpleNamespace(
            st_rdev=DEVICES[path], st_mode=stat.S_IFREG if path.endswith("usb") else stat.S_IFCHR
        )

    names = [os.path.basename(path) for path in DEVICES]
    monkeypatch.setattr(terminals, "os", types.SimpleNamespace(stat=found, listdir=lambda folder: names))


@pytest.mark.parametrize(
    ("device", "name"),
    [
        (0x10000001, "/dev/ttys001"),
        (0x100003E9, "/dev/ttys1001"),
        (0x4000000, "/dev/ttyp0"),
        (0xF0000001 - 2**32, "/dev/ttyhigh"),  # the kernel's number has a sign
        (-1, None),
        (0x10000002, None),
        (0x2000000, None),  # it is whichever terminal one has
        (0x9000003, None),
    ],
)
def test_names(device, name):
    assert terminals.terminal(device) == name


def test_a_process(people):
    people.start(600, tty=0x10000001)
    assert (Handle(600, None).terminal(), Handle(MINE, None).terminal()) == ("/dev/ttys001", None)
    assert Handle(ME, None).terminal() is None


def test_a_folder_that_may_not_be_read(monkeypatch):
    def refuse(folder):
        raise PermissionError(folder)

    monkeypatch.setattr(terminals.os, "listdir", refuse)
    assert terminals.terminal(0x4000000) is None
