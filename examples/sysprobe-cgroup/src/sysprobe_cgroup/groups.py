"""The control groups that a process is in: cgroups(7), both versions."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

#: Version 1 writes this, or a little less, where there is no limit.
UNLIMITED = 2**60


class Group(NamedTuple):
    """One control group."""

    path: str
    version: int

    def text(self, name: str) -> str | None:
        """A file of the group, or `None` if it has none of this name."""
        try:
            with open(os.path.join(self.path, name), encoding="ascii", errors="replace") as file:
                return file.read().strip()
        except OSError:
            return None

    def number(self, name: str) -> int | None:
        """The number in a file; `None` where there is none, or no limit."""
        text = self.text(name)
        if text is None or not text.lstrip("-").isdigit():
            return None
        value = int(text)
        return value if 0 <= value < UNLIMITED else None

    def table(self, name: str) -> dict[str, int]:
        """A file of names and numbers."""
        pairs = (line.split() for line in (self.text(name) or "").splitlines())
        return {pair[0]: int(pair[1]) for pair in pairs if len(pair) == 2 and pair[1].isdigit()}


def chain(root: str, controller: str) -> list[Group]:
    """The group of this process under `controller`, and its ancestors as far as they can be seen, the leaf first.

    A controller is bound to one hierarchy: where version 1 has it mounted, the group there counts, else version 2's.
    """
    paths = _paths(_read(root, "proc/self/cgroup"))
    for version, key in ((1, controller), (2, "")):
        if key not in paths:
            continue
        mount = _mount(_read(root, "proc/self/mountinfo"), version, controller)
        if mount is not None:
            return _ancestors(root, *mount, paths[key], version)
    return []


def _read(root: str, name: str) -> str:
    try:
        with open(os.path.join(root, name), encoding="utf-8", errors="surrogateescape") as file:
            return file.read()
    except OSError:
        return ""


def _paths(text: str) -> dict[str, str]:
    """Controller → path of the group; version 2's is under the empty name."""
    found = {}
    for line in text.splitlines():
        number, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        for controller in controllers.split(","):
            if controller or number == "0":
                found[controller] = path
    return found


def _mount(text: str, version: int, controller: str) -> tuple[str, str] | None:
    """(mount point, root of the mount) of the hierarchy."""
    for line in text.splitlines():
        before, _, after = line.partition(" - ")
        fields, kinds = before.split(" "), after.split(" ")
        if len(fields) < 6 or len(kinds) < 3:
            continue
        options = kinds[2].split(",")
        if kinds[0] == ("cgroup2" if version == 2 else "cgroup") and (version == 2 or controller in options):
            return _plain(fields[4]), _plain(fields[3])
    return None


def _plain(escaped: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), escaped)


def _ancestors(root: str, mount_point: str, mount_root: str, path: str, version: int) -> list[Group]:
    """Groups from `path` up to what the mount shows; a path outside of it means that the mount point is ours."""
    relative = os.path.relpath(path, mount_root)
    names = [] if relative == "." or relative.startswith("..") else relative.split("/")
    top = os.path.join(root, mount_point.lstrip("/"))
    return [Group(os.path.join(top, *names[:count]), version) for count in range(len(names), -1, -1)]
