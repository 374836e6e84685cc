"""What is kept within a block of `Process.oneshot`: each thread has its own."""

from __future__ import annotations

from threading import get_ident
from typing import Generic, TypeVar

__all__ = ["Oneshot"]

T = TypeVar("T")


class Oneshot(Generic[T]):
    """What the blocks of each thread keep, for ``ProcessHandle.begin_oneshot`` and ``ProcessHandle.end_oneshot``.

    Nothing is shared between threads, so that no block sees what another one has kept, or ends it.
    """

    __slots__ = ("_kept",)

    def __init__(self) -> None:
        self._kept: dict[int, dict[T, object]] = {}  # by thread; one step each, so that no lock is needed

    def begin(self, known: dict[T, object] | None = None) -> None:
        """The calling thread keeps things from now on, and these to begin with."""
        self._kept[get_ident()] = known or {}

    def end(self) -> None:
        """It forgets them.

        A block that was begun in another thread (by a generator that wandered) may be meant: then all forget, which
        is never wrong.
        """
        if self._kept.pop(get_ident(), None) is None:
            self._kept.clear()

    def forget(self) -> None:
        """Within a block of the calling thread: it starts anew."""
        if self.current() is not None:
            self.begin()

    def current(self) -> dict[T, object] | None:
        """What the calling thread keeps, to be looked into and added to; None outside of a block."""
        kept = self._kept
        return kept.get(get_ident()) if kept else None
