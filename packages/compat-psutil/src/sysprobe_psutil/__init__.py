"""psutil's API made of sysprobe.

The package named ``psutil`` lies in :func:`front`. Put that folder first on the path, as ``python -m sysprobe_psutil``
does for the program that it runs, and ``import psutil`` finds it instead of an installed psutil.
"""

from __future__ import annotations

import os
import sys

__all__ = ["activate", "front"]


def front() -> str:
    """The folder that holds the package named ``psutil``."""
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), "front")


def activate() -> None:
    """Make ``import psutil`` mean this one from now on, here and in the interpreters that this one starts.

    Raises :class:`RuntimeError` if another psutil is imported already: objects of both would meet.
    """
    folder = front()
    loaded = sys.modules.get("psutil")
    if loaded is not None and not str(loaded.__file__).startswith(folder):
        raise RuntimeError(f"another psutil is imported already: {loaded.__file__}")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    others = [each for each in os.environ.get("PYTHONPATH", "").split(os.pathsep) if each and each != folder]
    os.environ["PYTHONPATH"] = os.pathsep.join([folder, *others])
