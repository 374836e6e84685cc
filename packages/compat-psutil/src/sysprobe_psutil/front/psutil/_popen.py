"""psutil's Popen: a child that is a Process as well."""

from __future__ import annotations

import subprocess
from types import TracebackType
from typing import Any, Self

from ._process import Process


class Popen(Process):
    """Start a program; what a Process does not have is subprocess.Popen's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.__child: subprocess.Popen[Any] = subprocess.Popen(*args, **kwargs)
        self._init(self.__child.pid, _ignore_nsp=True)

    def __dir__(self) -> list[str]:
        return sorted({*dir(Popen), *dir(subprocess.Popen)})

    def __enter__(self) -> Self:
        self.__child.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.__child.__exit__(kind, error, trace)

    def __getattribute__(self, name: str) -> Any:
        try:
            return object.__getattribute__(self, name)
        except AttributeError:
            pass
        try:
            return object.__getattribute__(object.__getattribute__(self, "_Popen__child"), name)
        except AttributeError:
            raise AttributeError(f"{type(self)!r} has no attribute {name!r}") from None

    def wait(self, timeout: float | None = None) -> Any:
        """Wait for it and return its exit code."""
        if self.__child.returncode is not None:
            return self.__child.returncode
        code = super().wait(timeout)
        self.__child.returncode = code
        return code
