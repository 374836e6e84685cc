"""Logins, without where they came from."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from sysprobe.plugin import Context, hookimpl
from sysprobe.types.system import User


class System:
    """Wraps the system domain."""

    def __init__(self, context: Context) -> None:
        pass

    @hookimpl(wrapper=True)
    def users(self) -> Generator[None, list[User] | None, list[User] | None]:
        """The answer of the backends inside, without hosts."""
        users = yield
        return None if users is None else [replace(user, host=None) for user in users]
