"""Open files of a process: its handles, of which some never say what they are."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event, Lock
from typing import TYPE_CHECKING

from sysprobe.deadline import start_thread

from sysprobe_windows import _native
from sysprobe_windows.devices import plain

if TYPE_CHECKING:
    from sysprobe_windows.held import Held

#: Seconds that one handle may take. Asking a pipe, from which somebody reads just then, takes until something comes.
PATIENCE = 0.1

#: Of whom a handle is: the process' id, its start and the handle's value.
Key = tuple[int, int | None, int]


class Names:
    """Asks for the files that handles are, in a thread of its own, as the answer may never come.

    A thread that hangs is left alone, and another one goes on behind it. The handle that it hangs on is not asked
    again before it has answered: so there is never more than one thread for each of them.
    """

    __slots__ = ("_hanging", "_lock")

    def __init__(self) -> None:
        self._lock = Lock()
        self._hanging: set[Key] = set()

    def __call__(self, held: Held, identity: int | None, values: Sequence[int]) -> list[str]:
        """The paths of those that are files, in their order."""
        keys = [(held.pid, identity, value) for value in values]
        with self._lock:
            keys = [key for key in keys if key not in self._hanging]
        round_ = _Round(held, keys)
        while True:
            start_thread(self._work, (round_, round_.place))
            while True:
                before = round_.place
                if round_.done.wait(PATIENCE):
                    return [path for path in round_.found if path is not None]
                with self._lock:
                    if round_.place == before < len(keys):
                        # It hangs: whoever works there sees that the place is no longer its own.
                        self._hanging.add(keys[before])
                        round_.place += 1
                        break

    def _work(self, round_: _Round, place: int) -> None:
        while place < len(round_.keys):
            key = round_.keys[place]
            path = _ask(round_.held, key[-1])
            with self._lock:
                if round_.place != place:
                    self._hanging.discard(key)
                    return
                round_.found[place] = path
                place = round_.place = place + 1
        round_.done.set()


class _Round:
    """One question: whose handles, the answers, and the place at which somebody is asking."""

    __slots__ = ("done", "found", "held", "keys", "place")

    def __init__(self, held: Held, keys: Sequence[Key]) -> None:
        self.held = held
        self.keys = keys
        self.found: list[str | None] = [None] * len(keys)
        self.place = 0
        self.done = Event()


def _ask(held: Held, value: int) -> str | None:
    try:
        found = _native.process_file(held.number, value)
    except (OSError, MemoryError):
        return None
    return None if found is None else plain(found, "\\\\?\\")
