"""Memory: ``host_statistics64(HOST_VM_INFO64)``, ``hw.memsize`` and ``sysctl(VM_SWAPUSAGE)``.

The kernel counts pages; all numbers here are pages × page size. How the record's fields relate to what two tools of
the system print:

============== ======================================= ==========================================================
field          the kernel's counters                   vm_stat
============== ======================================= ==========================================================
free           free_count − speculative_count          "Pages free"
active         active_count                            "Pages active"
inactive       inactive_count                          "Pages inactive"
speculative    speculative_count                       "Pages speculative"
wired          wire_count                              "Pages wired down"
purgeable      purgeable_count                         "Pages purgeable" (they are active or inactive as well)
cached         external_page_count                     "File-backed pages" (they are active, inactive or speculative)
compressed     compressor_page_count                   "Pages occupied by compressor"
available      free_count + inactive_count             free + speculative + inactive
used           active + wired + compressor             active + wired + occupied by compressor
============== ======================================= ==========================================================

So `used` and `available` add up to all pages that the kernel manages, which is `total` less what the firmware keeps.
`available` is psutil's; `used` is psutil's and the compressor, whose memory is in use by everyone's compressed pages.

Activity Monitor asks another question (what would have to be compressed or thrown away?) and draws the line elsewhere:
its "Cached Files" are ``cached + purgeable``, its "Memory Used" is ``total − free − cached − purgeable``, which is
"App Memory" (internal − purgeable pages) + "Wired Memory" + "Compressed". Anonymous memory that nobody touched for a
while is used to it and available here; a file's recently used pages the other way round.

The kernel hands out as many counters as it has (``host_statistics64`` returns the count); one it does not have is
``None``. A program that asks very often may be given the same, slightly old answer twice.
"""

from __future__ import annotations

from typing import NamedTuple

from sysprobe.errors import BackendError
from sysprobe.plugin import Context, hookimpl
from sysprobe.types.memory import AvailableSource, HeapInfo, SwapMemory, VirtualMemory

from sysprobe_macos import _native
from sysprobe_macos.kernel import ask, malformed


class Counters(NamedTuple):
    """Bytes per page, then pages; the order is that of ``enum vm_counter``."""

    page_size: int
    free: int
    active: int
    inactive: int
    wired: int
    purgeable: int | None
    speculative: int
    pageins: int
    pageouts: int
    swapins: int | None
    swapouts: int | None
    compressor: int | None
    throttled: int | None
    external: int | None
    internal: int | None
    uncompressed: int | None


class Memory:
    """Memory of a Mac."""

    def __init__(self, context: Context) -> None:
        self._context = context

    @hookimpl
    def virtual_memory(self) -> VirtualMemory:
        """See :meth:`sysprobe.Host.virtual_memory`, and this module for what the numbers are made of."""
        total = ask(self._context, "virtual_memory", lambda: _native.system_number("hw.memsize"))
        return interpret(total or 0, self._counters("virtual_memory"))

    @hookimpl
    def swap_memory(self) -> SwapMemory:
        """See :meth:`sysprobe.Host.swap_memory`. `sin` and `sout` count what went through the swap files
        (``swapins``, ``swapouts``); ``pageins``, which psutil takes, are reads of any file.
        """
        total, _, used = ask(self._context, "swap_memory", _native.swap_usage)
        return interpret_swap(total, used, self._counters("swap_memory"))

    @hookimpl
    def heap_info(self) -> HeapInfo:
        """See :meth:`sysprobe.Host.heap_info`. ``malloc_zone_statistics`` of all zones, large blocks too."""
        return HeapInfo(ask(self._context, "heap_info", _native.heap_used), None)

    @hookimpl
    def heap_trim(self) -> bool:
        """See :meth:`sysprobe.Host.heap_trim`. ``malloc_zone_pressure_relief``."""
        return ask(self._context, "heap_trim", _native.heap_trim) > 0

    def _counters(self, capability: str) -> Counters:
        return Counters._make(ask(self._context, capability, _native.vm_statistics))


def interpret(total: int, counters: Counters) -> VirtualMemory:
    """The record, from the size of the memory and the kernel's counters. BackendError if they do not fit."""
    size = counters.page_size
    available = (counters.free + counters.inactive) * size
    free = counters.free - counters.speculative
    if total <= 0 or available > total or free < 0:
        raise _senseless(total, counters)
    used = counters.active + counters.wired + (counters.compressor or 0)
    return VirtualMemory(
        total=total,
        available=available,
        percent=round((total - available) / total * 100, 1),
        used=used * size,
        free=free * size,
        active=counters.active * size,
        inactive=counters.inactive * size,
        cached=_bytes(counters.external, size),
        wired=counters.wired * size,
        available_source=AvailableSource.ESTIMATED,
        speculative=counters.speculative * size,
        purgeable=_bytes(counters.purgeable, size),
        compressed=_bytes(counters.compressor, size),
        page_size=size,
    )


def interpret_swap(total: int, used: int, counters: Counters) -> SwapMemory:
    """The record, from the size of the swap files and the kernel's counters. BackendError if they do not fit."""
    if used > total:
        raise malformed("sysctl(VM_SWAPUSAGE)", f"{used} bytes of {total} are in use")
    percent = round(used / total * 100, 1) if total else 0.0
    size = counters.page_size
    sin, sout = _bytes(counters.swapins, size), _bytes(counters.swapouts, size)
    return SwapMemory(total, used, total - used, percent, sin, sout)


def _bytes(pages: int | None, size: int) -> int | None:
    return None if pages is None else pages * size


def _senseless(total: int, counters: Counters) -> BackendError:
    return malformed("host_statistics64(HOST_VM_INFO64)", f"{counters} do not fit into {total} bytes")
