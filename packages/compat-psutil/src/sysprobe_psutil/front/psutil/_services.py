"""psutil's services of Windows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sysprobe

from ._errors import AccessDenied, NoSuchProcess, translated
from ._system import host


class WindowsService:
    """One service, by its name. What may change is asked for anew each time."""

    def __init__(self, name: str, display_name: str) -> None:
        self._name = name
        self._display_name = display_name

    def __str__(self) -> str:
        return f"{type(self).__name__}(name={self._name!r}, display_name={self._display_name!r})"

    def __repr__(self) -> str:
        return f"<{self} at {id(self)}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, WindowsService):
            return NotImplemented
        return self._name == other._name

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self._name)

    @translated
    def _now(self) -> sysprobe.Service:
        found = host().service(self._name)
        if found is None:
            raise NoSuchProcess(None, self._name, msg=f"service {self._name!r} does not exist")
        return found

    def _config(self) -> sysprobe.Service:
        found = self._now()
        if found.start is None and found.command is None:
            raise AccessDenied(None, self._name, msg=f"service {self._name!r} is not querable (not enough privileges)")
        return found

    def name(self) -> str:
        """Its name, by which it is found."""
        return self._name

    def display_name(self) -> str:
        """Its name for people."""
        return self._display_name

    def binpath(self) -> str:
        """The command line that starts it."""
        return self._config().command or ""

    def username(self) -> str:
        """The account that it runs as."""
        return self._config().username or ""

    def start_type(self) -> str:
        """When it is started: automatic, manual or disabled."""
        return str(self._config().start or "unknown")

    def pid(self) -> int | None:
        """The process that it runs in; None if it does not run."""
        return self._now().pid

    def status(self) -> str:
        """What it is doing."""
        return str(self._now().status or "unknown")

    def description(self) -> str:
        """What it is for."""
        return self._now().description or ""

    def as_dict(self) -> dict[str, Any]:
        """All of it."""
        found = self._config()
        return {
            "display_name": self._display_name,
            "binpath": found.command or "",
            "username": found.username or "",
            "start_type": str(found.start or "unknown"),
            "pid": found.pid,
            "status": str(found.status or "unknown"),
            "name": self._name,
            "description": found.description or "",
        }


@translated
def _all() -> list[sysprobe.Service]:
    return host().services()


def win_service_iter() -> Iterator[WindowsService]:
    """All services."""
    for each in _all():
        yield WindowsService(each.name, each.display_name or "")


def win_service_get(name: str) -> WindowsService:
    """The service of this name."""
    service = WindowsService(name, "")
    service._display_name = service._now().display_name or ""
    return service
