"""The C module of this run, and the made-up Mac below it.

On a Mac its own C module is there. Elsewhere `python tools/macos/check.py` builds one and names it in MACOS_EXTENSION
(the wheel's Mach-O, or a native build) with its made-up Mac in MACOS_FAKES; without them only what is pure Python runs.
"""

import ctypes
import importlib.util
import os
import sys
import types
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tools/macos"), str(ROOT / "tools")]
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
    import queue_of_ends
    from sysprobe_macos import waiting

    waiting.select = queue_of_ends.select
