"""Calls that may never return, with a deadline. For backends.

A question to a file system whose server is gone, or to a sensor behind a stuck bus, cannot be taken back: all that can
be done is to let another thread hang in it. Such a thread costs 50 to 100 microseconds, and they must not pile up: a
:class:`Deadline` has at most one of them for each thing that hangs, however often it is asked for.
"""

from __future__ import annotations

import os
from _thread import allocate_lock, start_new_thread
from collections.abc import Callable, Hashable
from threading import Thread
from typing import Any, Generic, TypeVar, cast

from sysprobe._locks import ForkSafeLock
from sysprobe.errors import TimeoutExpired

__all__ = ["Deadline", "path_key", "start_thread"]

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

_LONGEST = 1e6  # a lock cannot be waited for much longer


def path_key(path: str) -> str:
    """The key of a path: absolute, but not normalised, for ``..`` after a symbolic link is not its parent folder."""
    try:
        return os.path.join(os.getcwd(), path)
    except FileNotFoundError:  # we stand in a folder that is gone
        return path


class _Task(Generic[T]):
    """One call."""

    __slots__ = ("_done", "error", "finished", "value")

    def __init__(self) -> None:
        self._done = allocate_lock()
        self._done.acquire()
        self.value: T | None = None
        self.error: BaseException | None = None
        self.finished = False

    def run(self, function: Callable[[], T]) -> None:
        try:
            self.value = function()
        except BaseException as error:  # noqa: BLE001  # whoever asked gets it
            self.error = error

    def finish(self) -> None:
        self.finished = True
        self._done.release()

    def wait(self, seconds: float) -> bool:
        """Whether the call has come to an end in time. Any number of threads may wait."""
        if not self.finished and self._done.acquire(timeout=min(max(seconds, 0.0), _LONGEST)):
            self._done.release()
        return self.finished

    def answer(self) -> T:
        if self.error is not None:
            raise self.error
        return cast("T", self.value)


def start_thread(function: Callable[..., object], arguments: tuple[Any, ...]) -> None:
    """Run a function in a thread for which the interpreter does not wait when it ends."""
    try:
        start_new_thread(function, arguments)
    except RuntimeError:
        # A sub-interpreter may be denied threads that do not keep it alive: then one that hangs delays its end.
        Thread(target=function, args=arguments).start()


class Deadline(Generic[K, T]):
    """Runs calls in threads of their own, at most one at a time for each key.

    Any number of threads may use it. The interpreter does not wait for its threads when it ends. A child process made
    by fork, in which they do not exist, starts afresh.
    """

    __slots__ = ("_lock", "_pid", "_tasks")

    def __init__(self) -> None:
        self._lock = ForkSafeLock()
        self._tasks: dict[K, _Task[T]] = {}
        self._pid = os.getpid()

    def call(self, key: K, function: Callable[[], T], seconds: float) -> T:
        """What ``function()`` returns or raises, or :class:`~sysprobe.TimeoutExpired` after so many seconds.

        If a call for this key is still under way, it is waited for and no other one is made.
        """
        with self._lock:
            # Under the lock: of two threads of a child that come first, one must not forget what the other has begun.
            if self._pid != os.getpid():
                self._tasks, self._pid = {}, os.getpid()
            task = self._tasks.get(key)
            if task is None:
                task = _Task()
                start_thread(self._work, (key, task, function))
                self._tasks[key] = task
        if not task.wait(seconds):
            raise TimeoutExpired(seconds, str(key))
        return task.answer()

    def _work(self, key: K, task: _Task[T], function: Callable[[], T]) -> None:
        task.run(function)
        with self._lock:
            if self._tasks.get(key) is task:
                del self._tasks[key]
        task.finish()
