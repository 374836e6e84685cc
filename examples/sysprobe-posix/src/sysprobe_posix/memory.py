"""Memory: sysconf(3), which glibc, musl, macOS and the BSDs extend by the number of pages."""

from __future__ import annotations

import os

from sysprobe.plugin import Context, hookimpl
from sysprobe.types.memory import AvailableSource, VirtualMemory


class Memory:
    """Memory of this machine."""

    def __init__(self, context: Context) -> None:
        self._live = context.live

    @hookimpl
    def virtual_memory(self) -> VirtualMemory | None:
        """Total and free pages; `available` is what is free, for nothing else is known."""
        names = ("SC_PAGE_SIZE", "SC_PHYS_PAGES", "SC_AVPHYS_PAGES")
        if not self._live or not set(names) <= set(os.sysconf_names):
            return None
        page_size, pages, unused = map(os.sysconf, names)
        if min(page_size, pages, unused) <= 0:
            return None
        total, free = page_size * pages, page_size * unused
        percent = round((total - free) / total * 100, 1)
        return VirtualMemory(
            total, free, percent, total - free, free, available_source=AvailableSource.ESTIMATED, page_size=page_size
        )
