"""``/sys`` under an injected root: small files of one value, some of which drivers fail to read."""

from __future__ import annotations

import os

from sysprobe_linux._folder import Folder


class Sysfs(Folder):
    """``/sys`` of one machine."""

    def __init__(self, root: str) -> None:
        super().__init__(root, "sys")

    def text(self, name: str) -> str | None:
        """The file's text without the white space around it, or `None` if there is none or reading it fails."""
        raw = self.read_or_none(name)
        return None if raw is None else os.fsdecode(raw).strip()

    def number(self, name: str) -> int | None:
        """The integer in the file, or `None` if there is none, reading fails, or it is no integer of 64 bits."""
        raw = self.read_or_none(name, 64)
        if raw is None:
            return None
        try:
            value = int(raw)
        except ValueError:
            return None
        return value if -(2**63) <= value < 2**64 else None
