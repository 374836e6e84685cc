"""os-release(5): the distribution's names for itself."""

from __future__ import annotations

import os
import re

from sysprobe.errors import BackendError

from sysprobe_linux._folder import Folder


def read_os_release(files: Folder) -> dict[str, str]:
    """Its variables; none where there is no such file."""
    for name in ("etc/os-release", "usr/lib/os-release"):
        try:
            raw = files.read_or_none(name, 1 << 20)
        except BackendError:  # a link that leads out of the root
            continue
        if raw is not None:
            return parse_os_release(os.fsdecode(raw))
    return {}


def parse_os_release(text: str) -> dict[str, str]:
    """Variables of a file in the shell's syntax: ``KEY=value`` with or without quotes."""
    found = {}
    for line in text.splitlines():
        key, equals, value = line.strip().partition("=")
        if equals and not key.startswith("#"):
            found[key.strip()] = unquote(value.strip())
    return found


def unquote(value: str) -> str:
    """A value as the shell reads it."""
    if len(value) >= 2 and value[0] == value[-1] == "'":
        return value[1:-1]
    if len(value) >= 2 and value[0] == value[-1] == '"':
        value = value[1:-1]
    return re.sub(r"\\(.)", r"\1", value)
