"""Drivers' attributes in ``/sys``: small files, reading which makes a driver ask its hardware.

The hardware may not answer: a disk that is spun down, a bus that is stuck. Such a read cannot be interrupted, so it
must not be made by the thread that asked. What is read here is read by one thread that is started for it (20 to 50
microseconds), attribute after attribute, in C, without the GIL. Where nothing comes of that for a while, another thread
goes on with what is left, so that the attribute that hangs loses its own value alone; as long as it hangs it is not
asked again.

Drivers that are known never to wait for long are spared the thread.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Mapping
from queue import Empty, SimpleQueue
from time import monotonic

from sysprobe.deadline import start_thread
from sysprobe.rates import ForkSafeLock

from sysprobe_linux import _native
from sysprobe_linux.sysfs import Sysfs

#: Folder in ``/sys`` → names of attributes.
Wanted = Mapping[str, tuple[str, ...]]
#: Name → what the attribute reads; what could not be read is absent.
Texts = dict[str, bytes]

#: A folder's path and the name of a file in it.
_Item = tuple[str, str]
#: What each item reads; `None` if it cannot be read.
_Results = dict[_Item, bytes | None]

#: Seconds that a caller waits at most.
_SECONDS = 1.0
#: Seconds without any result after which there is one thread more, because the one there is may hang.
_STALL = 0.05


class Attributes:
    """Reads attributes so that none of them can keep the caller waiting. Any number of threads may use it."""

    def __init__(self, sysfs: Sysfs) -> None:
        self._sysfs = sysfs
        self._pid = os.getpid()
        self._lock = ForkSafeLock()
        #: What was begun and not ended in time → where its thread will put it, should it ever end.
        self._hanging: dict[_Item, _Results] = {}

    def read(self, wanted: Wanted, quick: frozenset[str] = frozenset()) -> dict[str, Texts]:
        """The attributes of each folder; those in `quick` are read by the calling thread."""
        places = {folder: self._sysfs.place(folder) for folder in wanted}
        items = [(places[folder], name) for folder, names in wanted.items() if folder not in quick for name in names]
        answers = self._read_in_time(items) if items else {}
        return {
            folder: _read_now(places[folder], names)
            if folder in quick
            else {name: text for name in names if (text := answers.get((places[folder], name))) is not None}
            for folder, names in wanted.items()
        }

    def _read_in_time(self, items: list[_Item]) -> _Results:
        """What each item reads; missing are those that did not end in time, or have hung since an earlier call."""
        with self._lock:
            if self._pid != os.getpid():  # the threads that hang are the parent's
                self._hanging, self._pid = {}, os.getpid()
            self._hanging = {item: results for item, results in self._hanging.items() if item not in results}
            wanted = [item for item in items if item not in self._hanging]
        queue, results = deque(wanted), _Results()
        try:
            self._work(queue, results, len(wanted))
        finally:
            unbegun = set(_emptied(queue))
            found = results.copy()
            late = {item: results for item in wanted if item not in found and item not in unbegun}
            if late:
                with self._lock:
                    self._hanging |= late
        return found

    @staticmethod
    def _work(queue: deque[_Item], results: _Results, count: int) -> None:
        ended = SimpleQueue[None]()
        end = monotonic() + _SECONDS
        seen = 0
        while len(results) < count and (left := end - monotonic()) > 0:
            if queue and len(results) == seen:
                start_thread(_native.read_queue, (queue, results, ended.put))
            seen = len(results)
            try:
                ended.get(timeout=min(left, _STALL))
            except Empty:
                continue


def _emptied(queue: deque[_Item]) -> Iterator[_Item]:
    """What is left in a queue; of those who take from it at the same time, everyone gets something else."""
    while True:
        try:
            yield queue.popleft()
        except IndexError:
            return


def _read_now(place: str, names: tuple[str, ...]) -> Texts:
    try:
        texts = _native.read_attributes(place, names)
    except OSError:
        return {}  # unplugged since it was listed
    return {name: text for name, text in zip(names, texts, strict=True) if text is not None}


def integer(text: bytes | None) -> int | None:
    """The integer that an attribute consists of; ``None`` for anything else."""
    if text is None:
        return None
    if text.isdigit() and len(text) <= 20:  # nearly always
        return int(text)
    digits = text.strip()
    # int() alone would take 1_000 as well
    return int(digits) if digits.removeprefix(b"-").isdigit() and len(digits) <= 20 else None


def label(text: bytes | None) -> str | None:
    """A text for people, all of it printable; ``None`` if there is none."""
    if text is None:
        return None
    found = text.decode(errors="replace").strip()
    if not found.isprintable():
        found = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in found)
    return found or None
