"""The macOS backend on any machine: see made_up.py."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from made_up import LIBRARY, NATIVE  # this folder is on the path only now

_machine = None


@pytest.fixture
def mac():
    """A made-up Mac at its beginning; whatever the C module takes from it in the test, it must give back."""
    global _machine
    if LIBRARY is None:
        pytest.skip("needs the C module over the made-up Mac: python tools/macos/check.py")
    from machine import Machine

    if _machine is None:
        _machine = Machine(LIBRARY)
    _machine.start_over()
    before = _machine.leaks()
    yield _machine
    assert _machine.leaks() == before, "ports, blocks, address lists"


@pytest.fixture
def native(mac):
    return sys.modules[NATIVE]


@pytest.fixture
def people(mac, monkeypatch):
    """Processes of root, of another user, of ours and a zombie of ours."""
    from machine import MINE, OTHER, ROOT, ZOMBIE
    from sysprobe_macos import handle

    monkeypatch.setattr(handle.os, "geteuid", lambda: mac.state.own_uid)
    mac.start(ROOT, uid=0, name="syslogd")
    mac.start(OTHER, uid=502, name="other")
    mac.start(MINE, uid=501, name="mine", directory=b"/tmp", executable=b"/bin/mine")
    mac.start(ZOMBIE, ppid=MINE, uid=501, name="dead", status=5)
    return mac
