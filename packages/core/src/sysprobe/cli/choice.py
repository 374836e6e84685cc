"""Which processes a view shows: by number, user and name."""

from __future__ import annotations

import argparse
from fnmatch import fnmatchcase

from sysprobe.cli import arguments
from sysprobe.table import Row

__all__ = ["Choice", "add_arguments"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whom to show. All that is given must hold; of what is given several times, one."""
    parser.add_argument("-u", "--user", metavar="USER", action="append", help="only of this user (name or number)")
    parser.add_argument("-n", "--name", metavar="PATTERN", action="append", help="only of this name; * and ? match")
    parser.add_argument(
        "-p", "--pid", metavar="PID", action="extend", type=arguments.pids, help="only these, comma-separated"
    )


class Choice:
    """Tells whether a process is one of those that were asked for."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.users: list[str] = options.user or []
        self.names: list[str] = options.name or []
        self.pids: list[int] | None = None if options.pid is None else list(dict.fromkeys(options.pid))
        self._pids = frozenset(self.pids or ())

    @property
    def everybody(self) -> bool:
        """Whether nothing was asked for in particular."""
        return self.pids is None and not self.users and not self.names

    @property
    def needs(self) -> list[str]:
        """Columns of the table that decide."""
        return [
            *(["pid"] if self.pids is not None else []),
            *(["username", "uid"] if self.users else []),
            *(["name"] if self.names else []),
        ]

    def __call__(self, row: Row) -> bool:
        """Whether this one is meant."""
        if self.pids is not None and row.pid not in self._pids:
            return False
        if self.users and not any(user in (row.username, str(row.uid)) for user in self.users):
            return False
        return not self.names or any(row.name is not None and fnmatchcase(row.name, each) for each in self.names)
