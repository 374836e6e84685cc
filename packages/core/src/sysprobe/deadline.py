"""Calls that may never return, with a deadline. For backends.

A question to a file system whose server is gone, or to a sensor behind a stuck bus, cannot be taken back: all that can
be done is to let another thread hang in it. Such a thread costs 50 to 100 microseconds, and they must not pile up: a
:class:`Deadline` has at most one of them for each thing that hangs, however often it is asked for.
"""

from __future__ import annotations

import os
from _thread import allocate_lock, start_new_thread
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from threading import Thread
from time import monotonic
from typing import Any, Generic, TypeVar, cast

from sysprobe.errors import TimeoutExpired

__all__ = ["Deadline", "path_key"]

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

#: Seconds without an end in sight after which a batch gets one thread more, because the one it has may hang.
_STALL = 0.05
_LONGEST = 1e6  # a lock cannot be waited for much longer


def path_key(path: str) -> str:
    """The key of a path: absolute, but not normalised, for ``..`` after a symbolic link is not its parent folder."""
    try:
        return os.path.join(os.getcwd(), path)
    except FileNotFoundError:  # we stand in a folder that is gone
        return path


class _Task(Generic[T]):
    """One call. `late` once somebody has waited for it in vain."""

    __slots__ = ("_done", "error", "finished", "late", "value")

    def __init__(self) -> None:
        self._done = allocate_lock()
        self._done.acquire()
        self.value: T | None = None
        self.error: BaseException | None = None
        self.finished = False
        self.late = False

    def run(self, function: Callable[[K], T], key: K) -> None:
        try:
            self.value = function(key)
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


class Deadline(Generic[K, T]):
    """Runs calls in threads of their own, at most one at a time for each key.

    Any number of threads may use it. The interpreter does not wait for its threads when it ends. A child process made
    by fork, in which they do not exist, starts afresh.
    """

    __slots__ = ("_lock", "_pid", "_tasks")

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._lock = allocate_lock()
        self._tasks: dict[K, _Task[T]] = {}
        self._pid = os.getpid()

    def call(self, key: K, function: Callable[[], T], seconds: float) -> T:
        """What ``function()`` returns or raises, or :class:`~sysprobe.TimeoutExpired` after so many seconds.

        If a call for this key is still under way, it is waited for and no other one is made.
        """
        fresh, tasks = self._enter([key])
        task = tasks[key]
        try:
            if fresh:
                self._start(fresh, lambda _: function())
            in_time = task.wait(seconds)
        except BaseException:  # such as KeyboardInterrupt
            self._abandon(fresh)
            raise
        if not in_time:
            task.late = True
            raise TimeoutExpired(seconds, str(key))
        return task.answer()

    def batch(self, function: Callable[[K], T], keys: Iterable[K], seconds: float) -> dict[K, T]:
        """``function(key)`` for each key, all within so many seconds.

        A key is missing from the result if its call raised, did not come to an end in time, or has been hanging since
        an earlier batch. As long as nothing hangs one thread makes all the calls.
        """
        end = monotonic() + seconds
        fresh, tasks = self._enter(keys)
        tasks = {key: task for key, task in tasks.items() if not task.late}
        try:
            if fresh:
                self._start(fresh, function)
            self._wait(fresh, [*tasks.values()], function, end)
        finally:
            self._abandon(fresh)
            for task in tasks.values():
                task.late = not task.finished
        return {key: task.answer() for key, task in tasks.items() if task.finished and task.error is None}

    def _enter(self, keys: Iterable[K]) -> tuple[deque[tuple[K, _Task[T]]], dict[K, _Task[T]]]:
        """The tasks of these keys, and those of them that are new and have to be run."""
        if self._pid != os.getpid():
            self._begin()
        fresh, tasks = deque[tuple[K, _Task[T]]](), {}
        with self._lock:
            for key in keys:
                task = self._tasks.get(key)
                if task is None:
                    task = self._tasks[key] = _Task()
                    fresh.append((key, task))
                tasks[key] = task
        return fresh, tasks

    def _wait(
        self,
        fresh: deque[tuple[K, _Task[T]]],
        tasks: Sequence[_Task[T]],
        function: Callable[[K], T],
        end: float,
    ) -> None:
        # The last one first: to be woken for each would mean to pass the GIL to and fro with the thread that works.
        for task in reversed(tasks):
            while not task.wait(min(_STALL, end - monotonic())):
                if monotonic() >= end:
                    return
                if fresh:
                    self._start(fresh, function)

    def _start(self, fresh: deque[tuple[K, _Task[T]]], function: Callable[[K], T]) -> None:
        arguments: tuple[Any, ...] = (fresh, function)
        try:
            start_new_thread(self._work, arguments)
        except RuntimeError:
            # A sub-interpreter may be denied threads that do not keep it alive: then one that hangs delays its end.
            Thread(target=self._work, args=arguments).start()

    def _work(self, fresh: deque[tuple[K, _Task[T]]], function: Callable[[K], T]) -> None:
        while True:
            try:
                key, task = fresh.popleft()
            except IndexError:
                return
            task.run(function, key)
            self._leave(key, task)

    def _abandon(self, fresh: deque[tuple[K, _Task[T]]]) -> None:
        """Take back what no thread has begun."""
        while fresh:
            try:
                key, task = fresh.popleft()
            except IndexError:
                return
            task.error = TimeoutExpired(0, str(key))
            self._leave(key, task)

    def _leave(self, key: K, task: _Task[T]) -> None:
        with self._lock:
            if self._tasks.get(key) is task:
                del self._tasks[key]
        task.finish()
