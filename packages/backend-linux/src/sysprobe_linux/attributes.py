"""Drivers' attributes in ``/sys``: small files, reading which makes a driver ask its hardware.

The hardware may not answer: a disk that is spun down, a bus that is stuck. Such a read cannot be interrupted, so it
must not be made by the thread that asked. What is read here is read by one thread that is started for it (50 to 100
microseconds): a chip at a time, in C, without the GIL. Only if a chip is not done within a second are its attributes
read one by one, so that the one that hangs loses its own value alone; as long as it hangs it is not asked again.

Drivers that are known never to wait for long are spared the thread.
"""

from __future__ import annotations

from collections.abc import Mapping

from sysprobe.deadline import Deadline

from sysprobe_linux import _native
from sysprobe_linux.sysfs import Sysfs

#: Folder in ``/sys`` → names of attributes.
Wanted = Mapping[str, tuple[str, ...]]
#: Name → what the attribute reads; what could not be read is absent.
Texts = dict[str, bytes]

_SECONDS = 1.0


class Attributes:
    """Reads attributes so that none of them can keep the caller waiting."""

    def __init__(self, sysfs: Sysfs) -> None:
        self._sysfs = sysfs
        self._folders: Deadline[tuple[str, tuple[str, ...]], Texts] = Deadline()
        self._files: Deadline[tuple[str, str], bytes | None] = Deadline()

    def read(self, wanted: Wanted, quick: frozenset[str] = frozenset()) -> dict[str, Texts]:
        """The attributes of each folder; those in `quick` are read by the calling thread."""
        found = {folder: self._read(folder, wanted[folder]) for folder in quick}
        slow = [item for item in wanted.items() if item[0] not in quick]
        if slow:
            texts = self._folders.batch(lambda item: self._read(*item), slow, _SECONDS)
            found |= {folder: each for (folder, _), each in texts.items()}
            late = [folder for folder, _ in slow if folder not in found]
            if late:
                found |= self._one_by_one(late, wanted)
        return found

    def _read(self, folder: str, names: tuple[str, ...]) -> Texts:
        try:
            texts = _native.read_attributes(self._sysfs.place(folder), names)
        except OSError:
            return {}  # unplugged since it was listed
        return {name: text for name, text in zip(names, texts, strict=True) if text is not None}

    def _one_by_one(self, folders: list[str], wanted: Wanted) -> dict[str, Texts]:
        found: dict[str, Texts] = {folder: {} for folder in folders}
        keys = [(folder, name) for folder in folders for name in wanted[folder]]
        texts = self._files.batch(lambda key: self._read(key[0], (key[1],)).get(key[1]), keys, _SECONDS)
        for (folder, name), text in texts.items():
            if text is not None:
                found[folder][name] = text
        return found


def integer(text: bytes | None) -> int | None:
    """The integer that an attribute consists of; ``None`` for anything else."""
    if text is None:
        return None
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
