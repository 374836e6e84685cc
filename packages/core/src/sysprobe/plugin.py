"""All that the author of a backend imports.

A distribution names a :class:`Backend` by an entry point in the group ``sysprobe.backends``. The descriptor says which
class provides which domain; the class is imported when that domain is first asked for, and constructed once per Host.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pluggy

__all__ = ["API", "Backend", "Context", "hookimpl", "hookspec", "register", "unregister"]

#: (major, minor) of the plugin API. A backend works if its major is the same and its minor is not newer.
API = (1, 0)

#: Marks a method of a hook specification.
hookspec = pluggy.HookspecMarker("sysprobe")

#: Marks a method of a provider as the implementation of the hook of the same name. Its arguments have no defaults.
hookimpl = pluggy.HookimplMarker("sysprobe")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backend:
    """What an entry point in the group ``sysprobe.backends`` names. Cheap to import: no C module, no I/O."""

    name: str
    """Unique name. ``linux``, ``macos``, ``windows`` and ``sysprobe-*`` are sysprobe's own."""
    api: tuple[int, int]
    """The plugin API that the backend was written against: a literal, never :data:`API` itself."""
    providers: Mapping[str, str | type] = field(hash=False)
    """Domain → ``"package.module:Class"``, imported when the domain is first asked for. Tests may give
    the class itself."""
    platforms: tuple[str, ...] = ()
    """Values of ``sys.platform`` on which the backend works; empty: anywhere."""
    priority: int = 0
    """The higher one answers first. Backends of operating systems have 0, overrides more, fallbacks less."""

    def __post_init__(self) -> None:
        """Say what is wrong with a descriptor where it is written: :class:`TypeError`, :class:`ValueError`."""
        if not isinstance(self.name, str) or not _NAME.fullmatch(self.name):
            raise ValueError(f"a backend's name is of letters, digits, - and _, which {self.name!r} is not")
        if not (_is_tuple_of(int, self.api) and len(self.api) == 2):
            raise TypeError(f"backend {self.name}: api is (major, minor), like (1, 0), not {self.api!r}")
        if not isinstance(self.priority, int):
            raise TypeError(f"backend {self.name}: priority is a whole number, not {self.priority!r}")
        if not _is_tuple_of(str, self.platforms):
            raise TypeError(f"backend {self.name}: platforms is a tuple, like ('linux',), not {self.platforms!r}")
        if not isinstance(self.providers, Mapping):
            raise TypeError(f"backend {self.name}: providers maps domains to classes; {self.providers!r} does not")
        for domain, named in self.providers.items():
            if not (callable(named) or (isinstance(named, str) and _OBJECT.fullmatch(named))):
                raise TypeError(f"backend {self.name}: {domain} is provided by 'package.module:Class', not {named!r}")


_NAME = re.compile(r"[\w-]+")
_OBJECT = re.compile(r"[\w.]+:[\w.]+")


def _is_tuple_of(kind: type, value: object) -> bool:
    return isinstance(value, tuple) and all(isinstance(each, kind) for each in value)


@dataclass(frozen=True, slots=True)
class Context:
    """What a provider is constructed with."""

    backend: str
    """Name of the backend."""
    root: str = "/"
    """Folder under which the machine's ``proc`` and ``sys`` lie."""

    @property
    def live(self) -> bool:
        """Whether this is the running machine, so that system calls may answer as well as files."""
        return self.root == "/"


def register(backend: Backend) -> None:
    """Add a backend by hand, for applications whose entry points are lost (frozen ones).

    Every Host of this process sees it from its next call on.

    Raises :class:`ValueError` if a backend of that name is registered by hand already.
    """
    from sysprobe import _discovery

    _discovery.register(backend)


def unregister(name: str) -> None:
    """Take a backend away that :func:`register` added. :class:`KeyError` if there is none of that name."""
    from sysprobe import _discovery

    _discovery.unregister(name)
