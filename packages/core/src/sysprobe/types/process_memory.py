"""Records about the memory of one process. Sizes are in bytes; None where an OS does not count."""

from __future__ import annotations

from sysprobe.types._record import record

__all__ = ["MemoryArea", "MemoryFootprint", "MemoryInfo", "MemoryInfoEx", "MemoryMap"]


@record
class MemoryInfo:
    """The memory of a process that is cheap to read, in bytes."""

    rss: int
    """Resident: in physical memory now, pages shared with others included."""
    vms: int
    """Virtual: mapped, resident or not. Windows: private bytes (commit charge)."""
    shared: int | None
    """Resident and backed by files or shared memory. Linux only."""
    text: int | None
    """Mapped code of the executable. Linux only."""
    data: int | None
    """Data and stack. Linux only."""
    peak_rss: int | None
    """Largest `rss` so far. Windows only: elsewhere it costs more, see `MemoryInfoEx`."""
    peak_vms: int | None
    """Largest `vms` so far. Windows only: elsewhere it costs more, see `MemoryInfoEx`."""


@record
class MemoryInfoEx:
    """All that an OS counts about the memory of a process without walking its pages, in bytes."""

    rss: int
    """As `MemoryInfo.rss`."""
    vms: int
    """As `MemoryInfo.vms`."""
    shared: int | None
    """As `MemoryInfo.shared`. Linux."""
    text: int | None
    """As `MemoryInfo.text`. Linux."""
    data: int | None
    """As `MemoryInfo.data`. Linux."""
    peak_rss: int | None
    """Largest resident size so far."""
    peak_vms: int | None
    """Largest virtual size so far. None on macOS."""
    rss_anon: int | None
    """Resident anonymous memory. Linux >= 4.5, macOS."""
    rss_file: int | None
    """Resident pages of mapped files. Linux >= 4.5, macOS."""
    rss_shmem: int | None
    """Resident System V and tmpfs shared memory. Linux >= 4.5."""
    swap: int | None
    """Anonymous memory that was swapped out; shared memory is not in it. Linux."""
    hugetlb: int | None
    """Memory in hugetlb pages, which `rss` leaves out. Linux >= 4.4."""
    locked: int | None
    """Locked against swapping (``mlock``). Linux."""
    pinned: int | None
    """Pinned: its pages may not even move. Linux >= 3.2."""
    stack: int | None
    """The stack of the main thread. Linux."""
    library: int | None
    """Mapped code of shared libraries. Linux."""
    page_tables: int | None
    """What the kernel spends on the page tables of the process. Linux >= 2.6.10."""
    wired: int | None
    """Wired: may not be paged out. macOS."""
    compressed: int | None
    """In the compressor. macOS."""
    footprint: int | None
    """What the system holds against the process' limit (``phys_footprint``). macOS."""
    peak_footprint: int | None
    """Largest `footprint` so far. macOS."""
    virtual: int | None
    """Reserved and committed address space. Windows."""
    peak_virtual: int | None
    """Largest `virtual` so far. Windows."""
    paged_pool: int | None
    """Kernel memory on behalf of the process that can be paged. Windows."""
    nonpaged_pool: int | None
    """Kernel memory on behalf of the process that can not be paged. Windows."""
    peak_paged_pool: int | None
    """Largest `paged_pool` so far. Windows."""
    peak_nonpaged_pool: int | None
    """Largest `nonpaged_pool` so far. Windows."""


@record
class MemoryFootprint:
    """What a process costs, from a walk over its pages (some 200 microseconds and more), in bytes."""

    uss: int
    """Unique: pages that nobody else maps; what would be freed if the process ended now."""
    pss: int | None
    """Proportional: each shared page divided by the number of processes that map it. Linux."""
    swap: int | None
    """Swapped out. Linux."""


@record
class MemoryArea:
    """One mapping in the address space of a process. Sizes in bytes; None where the OS does not count."""

    start: int
    """First address."""
    end: int
    """Address after the last."""
    permissions: str
    """As in Linux' ``maps``: ``r``, ``w``, ``x`` or ``-`` each, then ``p`` (private) or ``s`` (shared)."""
    offset: int | None
    """Where in the file it starts."""
    device: str | None
    """Device of the file as ``major:minor`` in hexadecimal. Linux."""
    inode: int | None
    """Inode of the file, 0 without one. Linux."""
    path: str
    """The file, or a name in brackets: ``[heap]``, ``[stack]``, ``[anon]``; ``[reserved]`` on Windows."""
    size: int
    """Length in bytes."""
    rss: int | None
    """Resident."""
    pss: int | None
    """Resident, each shared page divided by the number of those who map it."""
    shared_clean: int | None
    """Resident, mapped by others too, as on disk."""
    shared_dirty: int | None
    """Resident, mapped by others too, changed."""
    private_clean: int | None
    """Resident, mapped by nobody else, as on disk."""
    private_dirty: int | None
    """Resident, mapped by nobody else, changed."""
    referenced: int | None
    """Marked as used since the mark was last cleared."""
    anonymous: int | None
    """Belongs to no file, also where a private copy of a file's page was written to."""
    swap: int | None
    """Swapped out."""


@record
class MemoryMap:
    """All mappings of one path in the address space of a process, summed. Fields as `MemoryArea`."""

    path: str
    """The file, or a name in brackets."""
    count: int
    """Number of mappings that were summed."""
    size: int
    """Sum of the lengths, bytes."""
    rss: int | None
    """Resident, bytes."""
    pss: int | None
    """Proportional, bytes."""
    shared_clean: int | None
    """Shared and clean, bytes."""
    shared_dirty: int | None
    """Shared and dirty, bytes."""
    private_clean: int | None
    """Private and clean, bytes."""
    private_dirty: int | None
    """Private and dirty, bytes."""
    referenced: int | None
    """Referenced, bytes."""
    anonymous: int | None
    """Anonymous, bytes."""
    swap: int | None
    """Swapped out, bytes."""
