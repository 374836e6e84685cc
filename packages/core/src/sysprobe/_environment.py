"""The environment variables that steer discovery."""

import os

_TRUE = frozenset({"1", "true", "yes", "on"})


class Environment:
    """The ``SYSPROBE_*`` variables as they are when a Host first looks for its backends."""

    __slots__ = ("backends", "disabled", "strict", "trace")

    def __init__(self) -> None:
        self.backends: tuple[str, ...] = _names("SYSPROBE_BACKENDS")
        """Use exactly these: names, or ``package.module:BACKEND``. Empty: all that are installed."""
        self.disabled: frozenset[str] = frozenset(_names("SYSPROBE_DISABLE"))
        """Backends (``name``) and their domains (``name.domain``) that must not answer."""
        self.strict: bool = _flag("SYSPROBE_STRICT")
        """Whether a backend that fails to load raises instead of being reported."""
        self.trace: bool = _flag("SYSPROBE_TRACE")
        """Whether every hook call is written to stderr."""


def _names(variable: str) -> tuple[str, ...]:
    return tuple(part for part in os.environ.get(variable, "").replace(",", " ").split() if part)


def _flag(variable: str) -> bool:
    return os.environ.get(variable, "").strip().lower() in _TRUE
