"""Counters of block devices: ``/proc/diskstats``, or ``/sys/block`` where that is missing."""

from __future__ import annotations

import errno
import re

from sysprobe.errors import BackendError
from sysprobe.types.disk import DiskIOCounters, DiskKind

from sysprobe_linux import _native
from sysprobe_linux.procfs import Procfs
from sysprobe_linux.sysfs import Sysfs

Row = tuple[int | None, ...]
Rows = dict[str, Row]


class Diskstats:
    """The counters of a machine's block devices."""

    def __init__(self, procfs: Procfs, sysfs: Sysfs) -> None:
        self._procfs = procfs
        self._sysfs = sysfs
        self._file = procfs.keep("diskstats")
        #: Names, what they are, and whether that can be relied upon.
        self._kinds: tuple[tuple[str, ...], dict[str, DiskKind], bool] = ((), {}, False)
        self._before: dict[str, tuple[Row, DiskIOCounters]] = {}
        self._lines: dict[bytes, tuple[str, Row]] = {}
        self._make = _native.record_maker(DiskIOCounters)

    def read(self) -> dict[str, DiskIOCounters] | None:
        """Counters by name; ``None`` if neither source is there."""
        rows = self._rows()
        if rows is None:
            return None
        names = tuple(rows)
        known, kinds, settled = self._kinds
        if names != known or not settled:
            # As long as the same devices are there, they are what they were: nothing else needs to be read. But a RAID
            # is there before it has members, so what is new is looked at until two looks say the same.
            found_kinds = self._classify(names)
            self._kinds = names, found_kinds, names == known and found_kinds == kinds
            if found_kinds != kinds:
                self._before = {}
            kinds = found_kinds
        before = self._before
        made = {}
        for name, row in rows.items():
            found = before.get(name)
            if found is None or found[0] is not row:  # records never change, and that of an idle device is made once
                found = row, self._make(*row, kinds[name])
            made[name] = found
        self._before = made
        return {name: found[1] for name, found in made.items()}

    def _rows(self) -> Rows | None:
        try:
            text = self._file.read()
        except BackendError as error:
            if error.errno != errno.ENOENT:
                raise
            return self._from_sysfs()
        known, lines = self._lines, {}
        try:
            for line in text.splitlines(keepends=True):
                # Most devices of a machine are idle: what their lines say is known from the look before.
                lines[line] = known.get(line) or next(iter(_native.parse_diskstats(line).items()))
        except ValueError as error:
            raise self._procfs.malformed("diskstats", str(error)) from error
        self._lines = lines
        return dict(lines.values())

    def _from_sysfs(self) -> Rows | None:
        if not self._sysfs.exists("block"):
            return None
        rows: Rows = {}
        for disk in self._sysfs.list("block"):
            parts = [name for name in self._sysfs.list(f"block/{disk}") if name.startswith(disk)]
            for folder in (disk, *(f"{disk}/{part}" for part in parts)):
                text = self._sysfs.read_or_none(f"block/{folder}/stat")
                if text is None:
                    continue  # unplugged since
                try:
                    row = _native.parse_block_stat(text)
                except ValueError as error:
                    raise self._sysfs.malformed(f"block/{folder}/stat", str(error)) from error
                rows[folder.rpartition("/")[2].replace("!", "/")] = row
        return rows

    def _classify(self, names: tuple[str, ...]) -> dict[str, DiskKind]:
        whole = {name.replace("!", "/") for name in self._sysfs.list("block")}
        heads = _heads(names)
        if not whole:
            return {name: _by_name(name, names, heads) for name in names}
        return {name: self._kind(name, heads) if name in whole else DiskKind.PARTITION for name in names}

    def _kind(self, name: str, heads: set[str]) -> DiskKind:
        folder = f"block/{name.replace('/', '!')}"
        if name.startswith("loop") or name in heads or self._sysfs.list(f"{folder}/slaves"):
            return DiskKind.STACKED
        return DiskKind.DISK


def _heads(names: tuple[str, ...]) -> set[str]:
    """Disks that NVMe itself makes of several paths: ``nvme0n1`` of ``nvme0c0n1`` and ``nvme0c1n1``.

    They have no ``slaves``. Before Linux 6.4 only the paths are counted; since then the disk counts all of it again.
    """
    paths = (re.fullmatch(r"(nvme\d+)c\d+(n\d+)", name) for name in names)
    return {path[1] + path[2] for path in paths if path}


def _by_name(name: str, names: tuple[str, ...], heads: set[str]) -> DiskKind:
    """The best guess where ``/sys/block`` is not to be seen: ``sda1`` is of ``sda``, ``nvme0n1p1`` of ``nvme0n1``."""
    if name in heads or re.fullmatch(r"(loop|dm-|md_?d?)\d+", name):
        return DiskKind.STACKED
    disk = re.sub(r"(?<=\d)p\d+$|(?<=\D)\d+$", "", name)
    return DiskKind.PARTITION if disk != name and disk in names else DiskKind.DISK
