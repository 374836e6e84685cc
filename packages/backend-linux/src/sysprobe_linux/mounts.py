"""What is mounted: ``/proc/self/mountinfo``."""

from __future__ import annotations

import errno
import os

from sysprobe.errors import BackendError
from sysprobe.types.disk import DiskPartition

from sysprobe_linux import _native
from sysprobe_linux.procfs import Procfs
from sysprobe_linux.sysfs import Sysfs

#: What the kernel calls the root device if nobody gave it a name.
_ROOT_DEVICES = frozenset({"/dev/root", "rootfs"})

#: A namespace may have 100,000 mounts (sysctl fs.mount-max), and an overlay's options fill a page.
LONGEST_TABLE = 1 << 29


class Mounts:
    """The mounts of a machine."""

    def __init__(self, procfs: Procfs, sysfs: Sysfs) -> None:
        self._procfs = procfs
        self._sysfs = sysfs
        self._filesystems = procfs.keep("filesystems", in_one_piece=True)
        self._names = _names(procfs)
        self._make = _native.record_maker(DiskPartition)

    def read(self, *, everything: bool) -> list[DiskPartition]:
        """Mounts in the kernel's order; unless `everything`, only of file systems that live on a device."""
        types = None if everything else self._types()
        name, text = self._text()
        parse = _native.parse_mountinfo if name.endswith("mountinfo") else _native.parse_mounts
        try:
            rows = parse(text, types)
        except ValueError as error:
            raise self._procfs.malformed(name, str(error)) from error
        found = []
        for device, mountpoint, fstype, options, root, major, minor in rows:
            source = None if device in ("", "none") else device
            disk = self._disk(source, major, minor)
            if disk is not None and source in _ROOT_DEVICES:
                source = f"/dev/{disk}"
            if everything or (source is not None and (types is not None or major or disk is not None)):
                found.append(self._make(source, mountpoint, fstype, options, root, disk))
        return found

    def _types(self) -> bytes | None:
        """The types of file systems; `None` where a /proc of processes only (subset=pid) has no list of them."""
        try:
            return self._filesystems.read()
        except BackendError as error:
            if error.errno != errno.ENOENT:
                raise
            return None

    def _text(self) -> tuple[str, bytes]:
        """The file's name and text. Never kept open: it shows the mount namespace of who opened it, when it did."""
        for name in self._names:
            try:
                return name, self._procfs.read(name, LONGEST_TABLE)
            except BackendError as error:
                if error.errno != errno.ENOENT or name == self._names[-1]:
                    raise
        raise AssertionError("the last name raised or returned")

    def _disk(self, device: str | None, major: int | None, minor: int | None) -> str | None:
        """The block device's name in ``/proc/diskstats``."""
        name = None
        if major:
            name = self._by_number(major, minor)
        elif device is not None and device.startswith("/dev/"):
            # btrfs and others on several devices have a number that belongs to none of them.
            name = self._by_path(device.removeprefix("/dev/"))
        return None if name is None else name.replace("!", "/")

    def _by_number(self, major: int, minor: int | None) -> str | None:
        folder = f"dev/block/{major}:{minor}"
        link = self._sysfs.link(folder)
        if link is not None:
            return os.path.basename(link)
        for line in (self._sysfs.text(f"{folder}/uevent") or "").splitlines():
            if line.startswith("DEVNAME="):
                return line.removeprefix("DEVNAME=")
        return self._in_partitions(str(major), str(minor))

    def _in_partitions(self, major: str, minor: str) -> str | None:
        """From ``/proc/partitions``, for where ``/sys`` is not to be seen."""
        text = self._procfs.read_or_none("partitions") or b""
        for words in map(str.split, os.fsdecode(text).splitlines()):
            if len(words) == 4 and words[:2] == [major, minor]:
                return words[3]
        return None

    def _by_path(self, path: str) -> str | None:
        if path.startswith("mapper/"):
            wanted = path.removeprefix("mapper/")
            names = (name for name in self._sysfs.list("block") if name.startswith("dm-"))
            return next((name for name in names if self._sysfs.text(f"block/{name}/dm/name") == wanted), None)
        name = path.replace("/", "!")
        return name if self._sysfs.exists(f"class/block/{name}") else None


def _names(procfs: Procfs) -> list[str]:
    """The files that tell, the best first."""
    owners: tuple[str, ...]
    if procfs.live:
        owners = ("self",)
    elif procfs.own_kernel:
        owners = ("1",)  # `self` is this process, which may live in another mount namespace than that machine
    else:
        owners = ("1", "self", "")
    return [os.path.join(owner, file) for file in ("mountinfo", "mounts") for owner in owners]
