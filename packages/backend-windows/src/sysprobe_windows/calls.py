"""The way to the C module: what Windows refuses becomes an error of sysprobe, in this one place."""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from sysprobe.errors import BackendError, CapabilityUnavailable
from sysprobe.plugin import Context

P = ParamSpec("P")
T = TypeVar("T")


class Calls:
    """Calls into the running Windows.

    There is no other Windows to ask: on a Host with another root every call is refused.
    """

    __slots__ = ("_live",)

    def __init__(self, context: Context) -> None:
        self._live = context.live

    def __call__(self, capability: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the function returns.

        Raises CapabilityUnavailable where this Windows does not have what it needs, BackendError for other failures.
        """
        self.must_be_live(capability)
        try:
            return function(*args, **kwargs)
        except OSError as error:
            raise translated(capability, error) from None

    def must_be_live(self, capability: str) -> None:
        """Raise CapabilityUnavailable on a Host with another root."""
        if not self._live:
            raise CapabilityUnavailable(capability, "only a running Windows can tell, not files under a root")

    def if_there(self, capability: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """The same, but None where Windows says that what was asked about is gone."""
        try:
            return function(*args, **kwargs)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise translated(capability, error) from None


def translated(capability: str, error: OSError) -> BackendError | CapabilityUnavailable:
    """The error of sysprobe for one that the C module raised; its text begins with the call's name."""
    message = error.strerror or str(error)
    if error.errno == errno.ENOSYS:
        return CapabilityUnavailable(capability, f"this Windows does not have it: {message}")
    return BackendError(message, backend="windows", source=message.partition(" ")[0], errno=error.errno)


def epoch(filetime: int) -> float:
    """Seconds since 1970 of a time that Windows counts in 100 ns since 1601."""
    return (filetime - 116_444_736_000_000_000) / 10_000_000
