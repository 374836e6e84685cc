"""Where tools keep what is dear to make again: outside of the tree, so that a fresh clone finds it."""

import atexit
import functools
import os
import shutil
import tempfile
from pathlib import Path


def directory(name: str) -> Path:
    """A directory of this name in the user's cache, made if need be; who has no home keeps things until the end."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    path = Path(base).absolute() / "sysprobe" / name
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError:
        path = _passing() / name
        path.mkdir(parents=True, exist_ok=True)
    return path


@functools.cache
def _passing() -> Path:
    place = tempfile.mkdtemp(prefix="sysprobe-cache-")
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return Path(place)
