"""The address space of a process: VirtualQueryEx, GetMappedFileName, QueryWorkingSet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sysprobe.types.process import MemoryArea

from sysprobe_windows.devices import dos_path

RESERVED, PRIVATE, MAPPED = 0x2000, 0x20000, 0x40000

# PAGE_*, without the flags for guard pages and caching. A page that is copied when it is written may be written.
PERMISSIONS = {
    0x02: "r--",
    0x04: "rw-",
    0x08: "rw-",
    0x10: "--x",
    0x20: "r-x",
    0x40: "rwx",
    0x80: "rwx",
}
COPIED_ON_WRITE = frozenset((0x08, 0x80))
GUARD = 0x100

Region = tuple[int, int, int, int, int, str | None, int | None]


def areas(regions: Iterable[Region], known: Mapping[str, str]) -> list[MemoryArea]:
    """The records, in the order of addresses; ``known``: the drives."""
    return [_area(*region, known) for region in regions]


def _area(
    start: int,
    size: int,
    state: int,
    protect: int,
    kind: int,
    file: str | None,
    rss: int | None,
    known: Mapping[str, str],
) -> MemoryArea:
    page = protect & 0xFF
    allowed = "---" if protect & GUARD else PERMISSIONS.get(page, "---")
    shared = kind == MAPPED and page not in COPIED_ON_WRITE
    path = "[reserved]" if state == RESERVED else "[anon]"
    return MemoryArea(
        start=start,
        end=start + size,
        permissions=allowed + ("s" if shared else "p"),
        offset=None,
        device=None,
        inode=None,
        path=path if file is None else dos_path(file, known),
        size=size,
        rss=rss,
        pss=None,
        shared_clean=None,
        shared_dirty=None,
        private_clean=None,
        private_dirty=None,
        referenced=None,
        anonymous=None,
        swap=None,
    )
