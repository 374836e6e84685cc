"""`Popen`: a child process as a `Process`."""

from __future__ import annotations

import subprocess
from types import TracebackType
from typing import Any, Self

from sysprobe._process import Process
from sysprobe.host import Host


class Popen(Process):
    """Start a program, with the arguments of :class:`subprocess.Popen`, and be the `Process` of it.

    What a Process does not have (``stdin``, ``stdout``, ``communicate``, ``poll``, ...) is subprocess.Popen's. Signals
    are a Process': they reach the child or raise `NoSuchProcess`, also after it has ended.
    """

    def __init__(self, *args: Any, host: Host | None = None, **kwargs: Any) -> None:
        self._child: subprocess.Popen[Any] = subprocess.Popen(*args, **kwargs)
        try:
            super().__init__(self._child.pid, host=host)
        except BaseException:
            with self._child:  # nobody else knows of it
                self._child.kill()
            raise

    @property
    def returncode(self) -> int | None:
        """Exit code once it was waited for, as subprocess knows it; negative for the signal that ended it."""
        code: int | None = self._child.returncode
        return code

    @returncode.setter
    def returncode(self, code: int | None) -> None:
        if code is not None:  # subprocess must learn it too, or it would wait for a child that is reaped
            self._child.returncode = code

    def _ended(self) -> int | None:
        # None: somebody else in this process has reaped it, perhaps through subprocess.
        return super()._ended() if self._child.returncode is None else self._child.returncode

    def __enter__(self) -> Self:
        self._child.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close its pipes and wait for it, as :class:`subprocess.Popen` does."""
        try:
            for pipe in (self._child.stdout, self._child.stderr, self._child.stdin):
                if pipe:
                    pipe.close()  # BrokenPipeError: it has not read what was written to it
        finally:
            self.wait()
            super().__exit__(kind, error, trace)

    def __getattr__(self, name: str) -> Any:
        if name == "_child":  # subprocess.Popen has raised: there is no child
            raise AttributeError(name)
        return getattr(self._child, name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *dir(self._child)})
