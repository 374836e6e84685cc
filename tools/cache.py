"""Where tools keep what is dear to make again: outside of the tree, so that a fresh clone finds it."""

import os
from pathlib import Path


def directory(name: str) -> Path:
    """A directory of this name in the user's cache, made if need be."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    path = Path(base) / "sysprobe" / name
    path.mkdir(parents=True, exist_ok=True)
    return path
