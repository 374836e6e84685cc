"""Which backends this process has: entry points of installed distributions, and those registered by hand.

Loading ``importlib.metadata`` costs more than the whole first metric, so folders on ``sys.path`` are looked through
here, by the same rules (the first distribution of a name wins); it is only asked about what is not a plain folder.
"""

from __future__ import annotations

import os
import re
import sys
import threading
import weakref
from collections.abc import Iterator
from importlib import import_module
from typing import Any, NamedTuple, Protocol

from sysprobe._locks import ForkSafeLock
from sysprobe.plugin import Backend

GROUP = "sysprobe.backends"
NO_VERSION = "(no version)"
_METADATA = (".dist-info", ".egg-info")

_lock = ForkSafeLock(threading.RLock)
_scanned: list[EntryPoint] | None = None
_by_hand: dict[str, Backend] = {}
#: Told when the set of backends changes; a registry that goes away leaves by itself.
_listeners: weakref.WeakSet[Listener] = weakref.WeakSet()


class Listener(Protocol):
    """A Host's registry, as far as it is told about changes."""

    def reset(self) -> None:
        """Forget what was bound."""


class EntryPoint(NamedTuple):
    """One line of a distribution's ``entry_points.txt`` in our group."""

    name: str
    value: str
    distribution: str
    version: str

    def load(self) -> object:
        """Import what the entry point names."""
        return load(self.value)

    @property
    def source(self) -> str:
        """Distribution and version, for people."""
        return f"{self.distribution} {self.version}"


def load(value: str) -> Any:
    """Import ``package.module:attribute.attribute``."""
    module, _, attributes = value.partition(":")
    found: Any = import_module(module.strip())
    for attribute in filter(None, attributes.strip().split(".")):
        found = getattr(found, attribute)
    return found


def entry_points() -> list[EntryPoint]:
    """The entry points of our group, sorted; looked for once in a process."""
    global _scanned
    with _lock:
        if _scanned is None:
            _scanned = sorted(set(_scan(sys.path)))
        return _scanned


def registered() -> dict[str, Backend]:
    """The backends registered by hand, by name."""
    with _lock:
        return dict(_by_hand)


def register(backend: Backend) -> None:
    """See :func:`sysprobe.plugin.register`."""
    if not isinstance(backend, Backend):
        raise TypeError(f"a Backend is wanted, not {type(backend).__name__}")
    with _lock:
        if backend.name in _by_hand:
            raise ValueError(f"a backend named {backend.name!r} is registered already")
        _by_hand[backend.name] = backend
    _changed()


def unregister(name: str) -> None:
    """See :func:`sysprobe.plugin.unregister`."""
    with _lock:
        del _by_hand[name]
    _changed()


def listen(listener: Listener) -> None:
    """Have a listener reset whenever the set of backends changes, for as long as it lives."""
    with _lock:
        _listeners.add(listener)


def _changed() -> None:
    with _lock:
        told = list(_listeners)
    for listener in told:  # without the lock: a registry holds its own while it asks us for entry points
        listener.reset()


def _scan(path: list[str]) -> Iterator[EntryPoint]:
    seen: set[str] = set()
    silent: dict[str, list[str]] = {}
    for folder in path:
        if not isinstance(folder, str):
            continue  # as the importer does
        try:
            with os.scandir(folder or ".") as entries:
                names = [(e.name, e.path) for e in entries if e.name.endswith(_METADATA)]
        except NotADirectoryError:
            yield from _ask_metadata(folder, seen)
            continue
        except (OSError, ValueError):
            continue  # sys.path may name what does not exist or may not be read: the importer skips it as well
        for name, place in sorted(names):
            if name.startswith("~"):
                continue  # what pip has put aside while it removes a distribution, and left if it was interrupted
            distribution, version = _name_and_version(name)
            key = _normalised(distribution)
            if key in seen:
                continue
            text = _read(place)
            if text is None:
                silent.setdefault(key, []).append(place)
                continue
            seen.add(key)
            if any(map(_is_whole, silent.get(key, ()))):
                continue  # an earlier distribution of that name has no backend
            for entry, value in _lines(text):
                yield EntryPoint(entry, value, key, version)


def _is_whole(place: str) -> bool:
    """Whether a folder of metadata is that of a distribution, not what an interrupted removal has left."""
    return any(os.path.exists(os.path.join(place, name)) for name in ("METADATA", "PKG-INFO"))


def _ask_metadata(folder: str, seen: set[str]) -> Iterator[EntryPoint]:
    """Entry points of the distributions in an archive on the path."""
    from importlib.metadata import distributions

    try:
        for each in distributions(path=[folder]):
            name: str | None = each.name  # the type is wrong about metadata that has none
            key = _normalised(name or "")
            if key in seen:
                continue
            seen.add(key)
            for entry in each.entry_points if name else ():
                if entry.group == GROUP:
                    yield EntryPoint(entry.name, entry.value, key, each.version)
    except Exception:  # noqa: BLE001  # whatever is wrong in an archive, it has no backend for us
        return


def _name_and_version(folder: str) -> tuple[str, str]:
    stem = folder.rpartition(".")[0]
    distribution, _, rest = stem.partition("-")
    return distribution, rest.partition("-")[0] or NO_VERSION


def _normalised(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def _read(folder: str) -> str | None:
    try:
        with open(os.path.join(folder, "entry_points.txt"), "rb") as file:
            text = file.read()
    except OSError:
        return None
    return text.decode(errors="replace") if GROUP.encode() in text else None


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Name and value of each entry in our group's section."""
    ours = False
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("["):
            ours = line == f"[{GROUP}]"
        elif ours and line and line[0] not in "#;":
            name, equals, value = line.partition("=")
            if equals:
                yield name.strip(), value.strip().partition("[")[0].strip()
