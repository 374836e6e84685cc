"""The macOS backend on any machine.

On a Mac its own C module is there. Elsewhere `python tools/macos/check.py` builds one and names it in MACOS_EXTENSION
(the wheel's Mach-O, or a native build) with its made-up Mac in MACOS_FAKES; without them only what is pure Python runs.
"""

import ctypes
import importlib.util
import os
import sys
import types
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(ROOT / "tools/macos"), str(ROOT / "tools")]
EXTENSION, FAKES = os.environ.get("MACOS_EXTENSION"), os.environ.get("MACOS_FAKES")
NATIVE = "sysprobe_macos._native"


def native_build(path):
    spec = importlib.util.spec_from_file_location(NATIVE, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def never(*_):
    raise AssertionError("no C module in this run: nothing pure may call it")


def load():
    """The C module that this run is about; where there is none, one whose every function refuses."""
    if not EXTENSION:
        nothing = types.ModuleType(NATIVE)
        nothing.__getattr__ = lambda name: never
        return nothing, None
    fakes = ctypes.CDLL(FAKES)
    if EXTENSION == FAKES:
        return native_build(EXTENSION), fakes
    import machload

    return machload.load(NATIVE, Path(EXTENSION), fakes), fakes


LIBRARY = None
if sys.platform != "darwin":
    sys.path.insert(0, str(ROOT / "packages/backend-macos/src"))
    import sysprobe_macos

    sys.modules[NATIVE], LIBRARY = load()
    sysprobe_macos._native = sys.modules[NATIVE]
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
