"""``/proc`` under an injected root. Nothing else of this backend opens it, but for C readers given its path."""

from __future__ import annotations

import os
from functools import cached_property

from sysprobe_linux import _native
from sysprobe_linux._folder import Folder


class Procfs(Folder):
    """``/proc`` of one machine."""

    def __init__(self, root: str) -> None:
        super().__init__(root, "proc")

    @cached_property
    def own_kernel(self) -> bool:
        """Whether this is the running kernel's ``/proc``, so that constants of this kernel hold for it.

        True for ``/proc`` and for one that is mounted under another root; False for recorded files.
        """
        return self.live or _native.is_procfs(self.path)

    @cached_property
    def page_size(self) -> int | None:
        """Bytes per page, or `None` for recorded files: nothing in them tells it for sure."""
        return os.sysconf("SC_PAGESIZE") if self.own_kernel else None

    @cached_property
    def ticks(self) -> int:
        """Ticks a second in which the kernel tells times to users: 100 on all that is not an Alpha."""
        return os.sysconf("SC_CLK_TCK") if self.own_kernel else 100
