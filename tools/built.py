"""Wheels of this checkout's packages, built by setuptools once per state of their sources and kept in the cache."""

import hashlib
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import cache

ROOT = Path(__file__).resolve().parent.parent
MADE = {".so", ".pyd", ".pyc"}
KEPT = 60


def state(package: str) -> str:
    """A digest of all files that go into a package's wheel."""
    digest = hashlib.sha256(sys.platform.encode())
    folder = ROOT / "packages" / package
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        made = inside.parts[0] in {"build", "dist"} or any(p.endswith(".egg-info") for p in inside.parts)
        if path.is_file() and path.suffix not in MADE and not made:
            digest.update(f"{inside}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:20]


def wheel(package: str, python: str, build: Callable[[str, str], object]) -> Path:
    """The wheel of a package for a Python such as "3.11"; `build(source, output)` makes it where there is none yet.

    A module for the stable ABI may be used by newer Pythons than the one that built it, never by older ones.
    Those without a GIL ("3.13t") have no stable ABI.
    """
    store = cache.directory("built")
    name = f"{package}-{state(package)}"
    suited = [python] if python.endswith("t") else [f"3.{m}" for m in range(11, int(python.partition(".")[2]) + 1)]
    older = (next((store / f"{name}-{each}").glob("*.whl"), None) for each in suited)
    found = next(filter(None, older), None)
    if found is not None:
        return found
    place = store / f"{name}-{python}"
    fresh = place.with_name(f"{place.name}.{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    # A copy, for setuptools writes beside the sources and would ship what an older build left there.
    source = fresh / package
    ignored = shutil.ignore_patterns("build", "dist", "*.egg-info", "__pycache__", "*.so", "*.pyd")
    shutil.copytree(ROOT / "packages" / package, source, ignore=ignored)
    build(str(source), str(fresh))
    shutil.rmtree(source)
    try:
        fresh.rename(place)
    except OSError:  # another run was quicker
        shutil.rmtree(fresh)
    for old in sorted(store.iterdir(), key=lambda p: p.stat().st_mtime)[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return next(place.glob("*.whl"))
