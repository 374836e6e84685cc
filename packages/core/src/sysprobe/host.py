"""One machine, seen through its backends."""

from sysprobe._bindings import Bindings
from sysprobe.cpu import Cpu
from sysprobe.diagnosis import Diagnosis
from sysprobe.disk import Disk
from sysprobe.memory import Memory
from sysprobe.network import Network
from sysprobe.process import Processes
from sysprobe.sensors import Sensors
from sysprobe.system import System

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from typing import Any

    from sysprobe._report import Discovered
    from sysprobe.plugin import Backend


class Host(Memory, Cpu, Disk, Network, Sensors, System, Processes, Diagnosis):
    """One machine. ``Host()`` is this one.

    `root` is a folder under which another machine's ``proc`` and ``sys`` lie (a container's host, a recorded machine;
    ``/proc/PID/root`` is what that process sees): every answer then comes from there, and what only a live system call
    could tell raises :class:`~sysprobe.CapabilityUnavailable`. `backends` are used instead of those that are installed.

    Making a Host costs next to nothing: backends are looked for at the first question. Hosts share nothing.

    Raises :class:`TypeError` if one of `backends` is none, :class:`ValueError` if two have the same name.
    """

    __slots__ = ("__weakref__", "root")

    def __init__(
        self,
        root: "str | os.PathLike[str] | None" = None,
        *,
        backends: "Iterable[Backend] | None" = None,
    ) -> None:
        #: Folder of the machine's files; ``/`` for this machine.
        self.root: str = "/" if root is None else _resolved(root)
        bindings: Any = Bindings(self.root, None if backends is None else _checked(tuple(backends)))
        self._bindings = bindings
        self._call = bindings
        self._kept = {}

    def ask(self, capability: str, *arguments: object) -> "Any":
        """What the backends answer to a hook, as it is; `None` when every one of them declines.

        Raises :class:`AttributeError` if there is no such capability. The functions of the domains are what programs
        want; this is for tools that go through all capabilities.
        """
        from sysprobe.hookspecs import CAPABILITIES

        if capability not in CAPABILITIES:
            raise AttributeError(f"there is no capability {capability!r}")
        return getattr(self._call, capability)(*arguments)

    def backends(self) -> "list[Discovered]":
        """Every backend that was found, in the order in which they answer, and what became of it."""
        return list(self._bindings.registry.discover())

    def __reduce__(self) -> "tuple[Any, ...]":
        """A copy, also one in another process, is a Host of the same root and backends that has not been asked yet."""
        return (_host, (self.root, self._bindings.given))

    def __repr__(self) -> str:
        return "Host()" if self.root == "/" else f"Host(root={self.root!r})"


def _resolved(root: "str | os.PathLike[str]") -> str:
    import os

    from sysprobe._root import resolved

    return resolved(os.fsdecode(root))


def _host(root: str, backends: "tuple[Backend, ...] | None") -> Host:
    """A Host out of a pickle."""
    return Host(root, backends=backends)


def _checked(backends: "tuple[Backend, ...]") -> "tuple[Backend, ...]":
    from sysprobe.plugin import Backend

    for place, each in enumerate(backends):
        if not isinstance(each, Backend):
            raise TypeError(f"backends are Backend objects, not {type(each).__name__}")
        if each.name in [other.name for other in backends[:place]]:
            raise ValueError(f"two backends are named {each.name!r}")
    return backends
