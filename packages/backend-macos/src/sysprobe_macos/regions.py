"""Memory maps: the regions that the C walk found, as records with a name each.

libproc tells the regions to the same user and to root. What lies inside a submap (above all the shared cache, where
the system's libraries are) only Mach tells: of the own process, and of others to root. Otherwise a submap is one
region, named ``[submap]``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sysprobe.types.process import MemoryArea, MemoryFootprint

if TYPE_CHECKING:
    from sysprobe_macos._native import Region as Found


class Region(NamedTuple):
    """One region; for what its pages are see `unit`."""

    start: int
    size: int
    offset: int
    protection: int
    max_protection: int
    share_mode: int
    tag: int
    references: int
    resident: int
    swapped_out: int
    dirtied: int
    depth: int
    private_resident: int | None
    """None inside a submap."""
    shared_resident: int | None
    """None inside a submap."""
    submap: bool
    path: str | None


SMALLEST_PAGE = 4096
# mach/vm_region.h
COW, PRIVATE, EMPTY, SHARED, TRUESHARED, PRIVATE_ALIASED, SHARED_ALIASED, LARGE_PAGE = range(1, 9)
SHARING = frozenset((SHARED, TRUESHARED, SHARED_ALIASED))
OWN = frozenset((PRIVATE, PRIVATE_ALIASED, LARGE_PAGE))

MODE_NAMES = {
    COW: "[cow]",
    PRIVATE: "[prv]",
    EMPTY: "[nul]",
    SHARED: "[shm]",
    TRUESHARED: "[shm]",
    PRIVATE_ALIASED: "[ali]",
    SHARED_ALIASED: "[shm]",
    LARGE_PAGE: "[lpg]",
}

# mach/vm_statistics.h: what the one who allocated a region said that it is for.
TAG_NAMES = {
    **dict.fromkeys((1, 2, 3, 4, 6, 7, 8, 9, 11, 12, 13), "[heap]"),
    10: "[analysis tool]",
    20: "[mach message]",
    21: "[iokit]",
    30: "[stack]",
    31: "[guard]",
    32: "[shared pmap]",
    33: "[dylib]",
    34: "[objc dispatchers]",
    35: "[unshared pmap]",
    60: "[dyld]",
    61: "[dyld heap]",
    62: "[sqlite]",
    63: "[javascript]",
    64: "[javascript jit]",
    73: "[os alloc once]",
    74: "[dispatch]",
    88: "[iosurface]",
    99: "[sanitizer]",
    100: "[ioaccelerator]",
}


def name(region: Region) -> str:
    """The file's path, or a name in brackets: what the region is for, otherwise how it is shared."""
    if region.path is not None:
        return region.path
    if region.submap:
        return "[submap]"
    return TAG_NAMES.get(region.tag) or MODE_NAMES.get(region.share_mode, "[anon]")


def permissions(region: Region) -> str:
    """As in Linux' ``maps``."""
    letters = (letter if region.protection >> bit & 1 else "-" for bit, letter in enumerate("rwx"))
    return "".join(letters) + ("s" if region.share_mode in SHARING else "p")


def area(region: Region, page_size: int) -> MemoryArea:
    """The record. The kernel counts resident and dirtied pages of a region, and (outside of submaps) which of them are
    shared, but not which of the shared ones are dirtied: only where all or none are shared, the four sums are known.
    """
    dirtied = min(region.dirtied, region.resident)
    clean, dirty = (region.resident - dirtied) * page_size, dirtied * page_size
    private: tuple[int | None, int | None] = (None, None)
    shared: tuple[int | None, int | None] = (None, None)
    if region.shared_resident == 0 and region.private_resident is not None:
        private, shared = (clean, dirty), (0, 0)
    elif region.private_resident == 0 and region.shared_resident is not None:
        private, shared = (0, 0), (clean, dirty)
    return MemoryArea(
        start=region.start,
        end=region.start + region.size,
        permissions=permissions(region),
        offset=region.offset,
        device=None,
        inode=None,
        path=name(region),
        size=region.size,
        rss=region.resident * page_size,
        pss=None,
        shared_clean=shared[0],
        shared_dirty=shared[1],
        private_clean=private[0],
        private_dirty=private[1],
        referenced=None,
        anonymous=region.resident * page_size if region.path is None and not region.submap else None,
        swap=region.swapped_out * page_size,
    )


def footprint(regions: list[Region], page_size: int) -> MemoryFootprint:
    """What would be freed if the process ended: the private pages, and the shared ones that nobody else maps."""
    pages = 0
    for region in regions:
        if region.share_mode in OWN or region.share_mode == COW:
            pages += region.private_resident or 0
        if region.share_mode in OWN or (region.share_mode == COW and region.references == 1):
            pages += region.shared_resident or 0
    return MemoryFootprint(pages * page_size, None, None)


def unit(own: int, regions: list[Region]) -> int:
    """Bytes of the pages that the regions are counted in: the caller's or the process', whichever are smaller.

    On Apple silicon pages have 16 KiB, those of a process that Rosetta translates 4 KiB: some region of it shows that.
    """
    while own > SMALLEST_PAGE and any((region.start | region.size) % own for region in regions):
        own //= 2
    return own


def named(found: list[Found]) -> list[Region]:
    """The C module's tuples with names."""
    return [Region._make(one) for one in found]
