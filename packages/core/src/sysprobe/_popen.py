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
        super().__init__(self._child.pid, host=host)

    def wait(self, timeout: float | None = None) -> int | None:
        """Block until it has ended, and return its exit code; negative for the signal that ended it."""
        if self._child.returncode is None:
            super().wait(timeout)
        # subprocess must learn it too, or it would wait for a child that is reaped.
        if self.returncode is not None and self._child.returncode is None:
            self._child.returncode = self.returncode
        self.returncode = self._child.returncode
        return self.returncode

    def _ended(self) -> int | None:
        code = super()._ended() if self._child.returncode is None else self._child.returncode
        if code is None:
            code = self._child.poll()  # somebody else in this process has reaped it through subprocess
        self._child.returncode = self.returncode = code
        return code

    def __enter__(self) -> Self:
        self._child.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close its pipes and wait for it, as :class:`subprocess.Popen` does."""
        for pipe in (self._child.stdout, self._child.stderr, self._child.stdin):
            if pipe:
                pipe.close()
        self.wait()
        super().__exit__(kind, error, trace)

    def __getattr__(self, name: str) -> Any:
        if name == "_child":  # subprocess.Popen has raised: there is no child
            raise AttributeError(name)
        return getattr(self._child, name)
