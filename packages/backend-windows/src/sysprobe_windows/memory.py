"""Memory: GetPerformanceInfo and the page files of NtQuerySystemInformation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sysprobe.errors import BackendError
from sysprobe.plugin import Context, hookimpl
from sysprobe.types.memory import HeapInfo, SwapMemory, VirtualMemory

from sysprobe_windows import _native
from sysprobe_windows.calls import Calls


class Performance(NamedTuple):
    """What GetPerformanceInfo says, in pages of `page_size` bytes."""

    page_size: int
    physical: int
    available: int
    committed: int
    commit_limit: int
    commit_peak: int
    system_cache: int
    kernel: int
    kernel_paged: int
    kernel_nonpaged: int


class Memory:
    """Memory of a Windows machine."""

    def __init__(self, context: Context) -> None:
        self._calls = Calls(context)

    @hookimpl
    def virtual_memory(self) -> VirtualMemory:
        """See :meth:`sysprobe.Host.virtual_memory`."""
        return interpret(Performance._make(self._calls("virtual_memory", _native.performance)))

    @hookimpl
    def swap_memory(self) -> SwapMemory:
        """See :meth:`sysprobe.Host.swap_memory`. All page files together; Windows does not count the traffic."""
        page_size = self._calls("swap_memory", _native.performance)[0]
        return interpret_swap(page_size, self._calls("swap_memory", _native.page_files))

    @hookimpl
    def heap_info(self) -> HeapInfo:
        """See :meth:`sysprobe.Host.heap_info`. HeapWalk, for which other threads wait; large blocks are part of it."""
        used, count = self._calls("heap_info", _native.heap)
        return HeapInfo(used, None, count)

    @hookimpl
    def heap_trim(self) -> bool:
        """See :meth:`sysprobe.Host.heap_trim`. HeapCompact: whether less is committed afterwards."""
        return self._calls("heap_trim", _native.compact)


def interpret(found: Performance) -> VirtualMemory:
    """The record; Windows' available memory is its standby, free and zeroed pages."""
    size, total = found.page_size, found.physical
    if total <= 0 or size <= 0 or not 0 <= found.available <= total:
        raise BackendError(
            f"GetPerformanceInfo tells {found.available} of {total} pages of {size} bytes available",
            backend="windows",
            source="GetPerformanceInfo",
        )
    used = total - found.available
    return VirtualMemory(
        total=total * size,
        available=found.available * size,
        percent=round(used / total * 100, 1),
        used=used * size,
        free=found.available * size,
        cached=found.system_cache * size,
        wired=found.kernel_nonpaged * size,
        commit_limit=found.commit_limit * size,
        committed=found.committed * size,
        page_size=size,
    )


def interpret_swap(page_size: int, files: Sequence[tuple[str | None, int, int, int]]) -> SwapMemory:
    """The sum over (name, size, used, most ever used) in pages."""
    total = sum(size for _, size, _, _ in files) * page_size
    used = sum(used for _, _, used, _ in files) * page_size
    percent = round(used / total * 100, 1) if total else 0.0
    return SwapMemory(total, used, total - used, percent)
