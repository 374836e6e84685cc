"""Records of the memory domain. All byte counts are integers in bytes.

A field that names systems is None on others, and where theirs do not tell.
"""

from __future__ import annotations

from enum import StrEnum

from sysprobe.types._record import record


class AvailableSource(StrEnum):
    """How :attr:`VirtualMemory.available` was determined."""

    KERNEL = "kernel"
    """The system itself reports it."""
    ESTIMATED = "estimated"
    """Computed from other counters, because the system does not report it."""
    CAPPED = "capped"
    """The system's figure was impossible (more than there is: inside some containers), so `free` stands for it."""


@record
class VirtualMemory:
    """Physical memory of the host and what it is used for."""

    total: int
    """Physical memory that the system manages."""
    available: int
    """What programs can still be given without swapping."""
    percent: float
    """``(total - available) / total``, 0–100, one decimal."""
    used: int
    """Linux: ``total - available``, as ``free`` prints it (procps ≥ 4.0.1). macOS: active + wired + compressor.
    Windows: total − available."""
    free: int
    """Not used for anything. Windows: the same as `available`."""
    active: int | None = None
    """In use or used recently. `None` on Windows."""
    inactive: int | None = None
    """Not used recently. `None` on Windows."""
    buffers: int | None = None
    """Linux: cache of block devices. `None` elsewhere."""
    cached: int | None = None
    """Linux: page cache and reclaimable slab, as ``free`` prints it. macOS: file-backed pages.
    Windows: the system cache."""
    shared: int | None = None
    """Linux: tmpfs and shared memory. `None` elsewhere."""
    slab: int | None = None
    """Linux: the kernel's own structures. `None` elsewhere."""
    wired: int | None = None
    """macOS: memory that always stays in RAM. Windows: the kernel's nonpaged pool. `None` on Linux."""
    available_source: AvailableSource = AvailableSource.KERNEL
    """How `available` was determined."""
    page_cache: int | None = None
    """Linux: the page cache alone (``Cached``)."""
    sreclaimable: int | None = None
    """Linux: the part of `slab` that can be given back."""
    active_file: int | None = None
    """Linux: recently used page cache (``Active(file)``)."""
    inactive_file: int | None = None
    """Linux: page cache not used recently (``Inactive(file)``)."""
    watermark_low: int | None = None
    """Linux: sum of the zones' low watermarks; read only when `available` has to be estimated, otherwise `None`."""
    commit_limit: int | None = None
    """Linux, Windows: how much memory may be promised to programs."""
    committed: int | None = None
    """Linux, Windows: how much memory has been promised to programs."""
    speculative: int | None = None
    """macOS: pages read ahead, not yet used."""
    purgeable: int | None = None
    """macOS: pages whose owners allow them to be thrown away."""
    compressed: int | None = None
    """macOS: physical memory that the compressor occupies."""
    page_size: int | None = None
    """Bytes per page; `None` where the system's files do not tell."""


@record
class SwapMemory:
    """Swap space, all devices and files together."""

    total: int
    """Size."""
    used: int
    """Bytes in use."""
    free: int
    """``total - used``."""
    percent: float
    """``used / total``, 0–100, one decimal; 0.0 when there is no swap."""
    sin: int | None = None
    """Bytes swapped in since boot (cumulative); `None` where the system does not count them."""
    sout: int | None = None
    """Bytes swapped out since boot (cumulative); `None` where the system does not count them."""
    cached: int | None = None
    """Linux: swapped-out memory that is in RAM as well (``SwapCached``). `None` elsewhere."""


@record
class HeapInfo:
    """What the allocator of the calling process holds."""

    heap_used: int
    """Bytes that the program has allocated from the heap (small blocks)."""
    mmap_used: int | None
    """Bytes of large blocks, each mapped by itself. `None` where the allocator does not count them."""
    heap_count: int | None = None
    """Windows: number of heaps. `None` elsewhere."""
