"""Names of users and groups by number."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sysprobe_linux._folder import Folder

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Accounts"]


class Accounts:
    """Users and groups of one machine: of this one through the C library (LDAP and all), of others from ``/etc``."""

    def __init__(self, root: str) -> None:
        self._etc = Folder(root, "etc")

    def user(self, number: int) -> str:
        """Name of a user; the number itself if it has none."""
        if self._etc.live:
            import pwd

            try:
                return pwd.getpwuid(number).pw_name
            except (KeyError, OverflowError):
                return str(number)
        return self._named("passwd", number)

    def group(self, number: int) -> str:
        """Name of a group; the number itself if it has none."""
        if self._etc.live:
            import grp

            try:
                return grp.getgrgid(number).gr_name
            except (KeyError, OverflowError):
                return str(number)
        return self._named("group", number)

    def once(self) -> Callable[[int], str]:
        """`user`, with the file of another root read once for all that are asked for."""
        if self._etc.live:
            return self.user
        names = self._names("passwd")
        return lambda number: names.get(number, str(number))

    def _named(self, file: str, number: int) -> str:
        return self._names(file).get(number, str(number))

    def _names(self, file: str) -> dict[int, str]:
        names: dict[int, str] = {}
        for line in (self._etc.read_or_none(file) or b"").splitlines():
            fields = line.split(b":")
            if len(fields) > 2 and fields[2].isdigit() and len(fields[2]) <= 20:
                names.setdefault(int(fields[2]), os.fsdecode(fields[0]))
        return names
