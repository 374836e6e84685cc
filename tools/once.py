"""Directories that are made once and kept in the cache."""

import fcntl
import hashlib
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cache


def key(*parts: object) -> str:
    """A short name for what a directory is made from, so that a change makes a new one."""
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:12]


def made_once(folder: str, name: str, make: Callable[[Path], None]) -> Path:
    """The directory `name` of a folder of the cache, filled by `make` where it is missing.

    It has its name only when it is complete, and of two runs at once one makes it and the other waits.
    """
    base = cache.directory(folder)
    target = base / name
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if target.is_dir():
            return target
        started = time.monotonic()
        scratch = Path(tempfile.mkdtemp(prefix=f"{name}.", dir=base))
        scratch.chmod(0o755)
        try:
            make(scratch)
            scratch.rename(target)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    print(f"made {name} in {time.monotonic() - started:.0f} s", file=sys.stderr)
    return target
