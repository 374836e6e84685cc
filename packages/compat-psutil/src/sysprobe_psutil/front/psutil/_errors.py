"""psutil's exceptions, and how sysprobe's become them."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from functools import wraps
from types import FunctionType
from typing import Any, NoReturn, TypeVar

import sysprobe

T = TypeVar("T")
_SHOWN = ("pid", "ppid", "name")


class Error(Exception):
    """Base of the others."""

    __module__ = "psutil"
    msg = ""

    def _known(self, *names: str) -> str:
        values = ((name, getattr(self, name, None)) for name in names)
        return ", ".join(f"{name}={value!r}" for name, value in values if value or (name == "pid" and value == 0))

    def __str__(self) -> str:
        known = self._known(*_SHOWN)
        return " ".join(part for part in (self.msg, f"({known})" if known else "") if part)

    def __repr__(self) -> str:
        return f"psutil.{type(self).__name__}({self._known(*_SHOWN, 'seconds', 'msg')})"


class NoSuchProcess(Error):
    """There is no such process, or no longer."""

    __module__ = "psutil"

    def __init__(self, pid: int | None, name: str | None = None, msg: str | None = None) -> None:
        super().__init__()
        self.pid = pid
        self.name = name
        self.msg = msg or "process no longer exists"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.pid, self.name, self.msg)


class ZombieProcess(NoSuchProcess):
    """The process has ended and waits for its parent."""

    __module__ = "psutil"

    def __init__(self, pid: int, name: str | None = None, ppid: int | None = None, msg: str | None = None) -> None:
        super().__init__(pid, name, msg or "PID still exists but it's a zombie")
        self.ppid = ppid

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.pid, self.name, self.ppid, self.msg)


class AccessDenied(Error):
    """The system does not allow it."""

    __module__ = "psutil"

    def __init__(self, pid: int | None = None, name: str | None = None, msg: str | None = None) -> None:
        super().__init__()
        self.pid = pid
        self.name = name
        self.msg = msg or ""

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.pid, self.name, self.msg)


class TimeoutExpired(Error):
    """It took longer than was to be waited."""

    __module__ = "psutil"

    def __init__(self, seconds: float, pid: int | None = None, name: str | None = None) -> None:
        super().__init__()
        self.seconds = seconds
        self.pid = pid
        self.name = name
        self.msg = f"timeout after {seconds} seconds"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.seconds, self.pid, self.name)


def raise_as_psutil(error: sysprobe.SysprobeError) -> NoReturn:
    """Raise what psutil raises where sysprobe raises `error`."""
    if isinstance(error, sysprobe.ZombieProcess):
        raise ZombieProcess(error.pid, error.name) from None
    if isinstance(error, sysprobe.NoSuchProcess):
        raise NoSuchProcess(error.pid, error.name) from None
    if isinstance(error, sysprobe.AccessDenied):
        raise AccessDenied(error.pid, error.name) from None
    if isinstance(error, sysprobe.TimeoutExpired):
        raise TimeoutExpired(error.seconds, error.pid) from None
    if isinstance(error, sysprobe.BackendError):
        number = error.errno or errno.EIO
        raise OSError(number, os.strerror(number), error.source) from error
    raise NotImplementedError(str(error)) from error


def translated(function: Callable[..., T]) -> Callable[..., T]:
    """`function` with psutil's errors."""

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> T:
        try:
            return function(*args, **kwargs)
        except sysprobe.SysprobeError as error:
            raise_as_psutil(error)

    @wraps(function)
    def call_without() -> T:  # many functions take nothing, and some of them little more time than any arguments do
        try:
            return function()
        except sysprobe.SysprobeError as error:
            raise_as_psutil(error)

    code = function.__code__ if isinstance(function, FunctionType) else None
    return call_without if code is not None and not (code.co_argcount or code.co_kwonlyargcount) else call
