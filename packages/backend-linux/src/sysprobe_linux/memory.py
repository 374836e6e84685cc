"""Memory: ``/proc/meminfo``, ``/proc/vmstat`` and, on old kernels, ``/proc/zoneinfo``."""

from __future__ import annotations

from typing import NamedTuple

from sysprobe.plugin import Context, hookimpl
from sysprobe.types.memory import AvailableSource, HeapInfo, SwapMemory, VirtualMemory

from sysprobe_linux import _native
from sysprobe_linux.procfs import Procfs

_KERNEL = AvailableSource.KERNEL  # Python 3.11 takes its time to find a member of an enum


class Meminfo(NamedTuple):
    """What ``/proc/meminfo`` says, in bytes; the order is that of ``enum meminfo_field``."""

    total: int | None
    free: int | None
    available: int | None
    buffers: int | None
    cached: int | None
    swap_cached: int | None
    active: int | None
    inactive: int | None
    active_file: int | None
    inactive_file: int | None
    swap_total: int | None
    swap_free: int | None
    shmem: int | None
    mem_shared: int | None
    slab: int | None
    sreclaimable: int | None
    commit_limit: int | None
    committed: int | None
    inact_dirty: int | None
    inact_clean: int | None
    inact_laundry: int | None


class Memory:
    """Memory of a Linux machine."""

    def __init__(self, context: Context) -> None:
        self._procfs = Procfs(context.root)
        self._meminfo = self._procfs.keep("meminfo", in_one_piece=True)
        self._vmstat = self._procfs.keep("vmstat")
        self._virtual_memory = _native.record_maker(VirtualMemory)

    @hookimpl
    def virtual_memory(self) -> VirtualMemory:
        """See :meth:`sysprobe.Host.virtual_memory`."""
        found = _native.parse_meminfo(self._meminfo.read())
        total, free, told = found[:3]
        if total is None or free is None or total == 0:
            raise self._procfs.malformed("meminfo", "tells no MemTotal and MemFree")
        estimated = None if told else self._estimate(total, free, Meminfo._make(found))
        return self._virtual_memory(*interpret(total, free, found, estimated, self._procfs.page_size))

    @hookimpl
    def swap_memory(self) -> SwapMemory:
        """See :meth:`sysprobe.Host.swap_memory`."""
        found = Meminfo._make(_native.parse_meminfo(self._meminfo.read()))
        total, free = found.swap_total, found.swap_free
        if total is None or free is None:
            if found.total is None:
                raise self._procfs.malformed("meminfo", "tells no SwapTotal and SwapFree")
            total = free = 0  # a kernel without CONFIG_SWAP prints neither line
        if free > total:
            raise self._procfs.malformed("meminfo", "SwapFree is more than SwapTotal")
        sin, sout = self._traffic()
        used = total - free
        percent = round(used / total * 100, 1) if total else 0.0
        return SwapMemory(total, used, free, percent, sin, sout, found.swap_cached)

    @hookimpl
    def heap_info(self) -> HeapInfo | None:
        """See :meth:`sysprobe.Host.heap_info`."""
        found = _native.heap_info() if self._procfs.live else None
        return None if found is None else HeapInfo(*found)

    @hookimpl
    def heap_trim(self) -> bool | None:
        """See :meth:`sysprobe.Host.heap_trim`."""
        return _native.heap_trim() if self._procfs.live else None

    def _traffic(self) -> tuple[int | None, int | None]:
        """Bytes swapped in and out since boot; the kernel counts pages."""
        page_size = self._procfs.page_size
        if page_size is None or not self._procfs.exists("vmstat"):
            return None, None
        pages = _native.parse_swap_traffic(self._vmstat.read())
        return (None, None) if pages is None else (pages[0] * page_size, pages[1] * page_size)

    def _estimate(self, total: int, free: int, found: Meminfo) -> Estimate:
        """What `available` would be on a kernel that does not tell (before 3.14)."""
        zones = None
        text = self._procfs.read_or_none("zoneinfo")
        if text is not None:
            zones = _native.parse_zones(text)
        page_size = self._procfs.page_size
        if zones is not None and page_size is None:
            page_size = page_size_of(total, zones[1])
        watermark = None if zones is None or page_size is None else zones[0] * page_size
        return estimate(free, found, watermark)


class Estimate(NamedTuple):
    """An estimate of `available` and the watermark that went into it."""

    available: int
    watermark_low: int | None


def estimate(free: int, found: Meminfo, watermark: int | None) -> Estimate:
    """`available` as kernel commit 34e431b0ae estimates it, from what older kernels tell as well.

    Half of the page cache and of the reclaimable slab, at most the low watermark of each, is taken to be in use.
    Where an input is missing, as before 2.6.28, free memory and page cache are all that can be said.
    """
    if watermark is None or found.active_file is None or found.inactive_file is None or found.sreclaimable is None:
        return Estimate(free + (found.cached or 0), watermark)
    pages = found.active_file + found.inactive_file
    pages -= min(pages // 2, watermark)
    slab = found.sreclaimable - min(found.sreclaimable // 2, watermark)
    return Estimate(max(free - watermark + pages + slab, 0), watermark)


def page_size_of(total: int, pages: int) -> int | None:
    """The page size of a recorded machine: the power of two that makes its zones' pages about its memory."""
    for size in (4096, 8192, 16384, 65536):
        if total <= pages * size < 2 * total:
            return size
    return None


def interpret(
    total: int, free: int, found: tuple[int | None, ...], estimated: Estimate | None, page_size: int | None
) -> tuple[int | float | AvailableSource | None, ...]:
    """VirtualMemory's fields, of what :class:`Meminfo` has and, where that lacks `available`, of an estimate."""
    # fmt: off
    (
        _, _, told, buffers, page_cache, _, active, inactive, active_file, inactive_file, _, _, shared, old_shared,
        slab, sreclaimable, commit_limit, committed, dirty, clean, laundry,
    ) = found
    # fmt: on
    if estimated is None:
        available, source, watermark = told or 0, _KERNEL, None
    else:
        available, watermark = estimated
        source = AvailableSource.ESTIMATED
    if available > total:
        # Inside of some containers a limit replaces the total, while the rest is still the whole machine's.
        available, source = min(free, total), AvailableSource.CAPPED
    cached = page_cache
    if cached is not None and sreclaimable is not None:
        cached += sreclaimable
    if inactive is None:
        inactive = _sum(dirty, clean, laundry)
    if shared is None:
        shared = old_shared
    used = total - available
    return (
        total, available, round(used / total * 100, 1), used, free, active, inactive, buffers, cached, shared, slab,
        None, source, page_cache, sreclaimable, active_file, inactive_file, watermark, commit_limit, committed,
        None, None, None, page_size,
    )  # fmt: skip


def _sum(*parts: int | None) -> int | None:
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None
