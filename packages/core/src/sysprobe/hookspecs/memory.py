"""What a backend answers about memory."""

from __future__ import annotations

from typing import Protocol

from sysprobe.plugin import hookspec
from sysprobe.types.memory import HeapInfo, SwapMemory, VirtualMemory


class MemoryHooks(Protocol):
    """Memory of the host. Counts are bytes; `None` declines."""

    @hookspec(firstresult=True)
    def virtual_memory(self) -> VirtualMemory | None:
        """Physical memory: total, available and what uses it. Raises BackendError if a source makes no sense."""

    @hookspec(firstresult=True)
    def swap_memory(self) -> SwapMemory | None:
        """Swap space, summed over all devices. Raises BackendError if a source makes no sense."""

    @hookspec(firstresult=True)
    def heap_info(self) -> HeapInfo | None:
        """What the C library's allocator of the calling process holds."""

    @hookspec(firstresult=True)
    def heap_trim(self) -> bool | None:
        """Give what the allocator of the calling process does not need back to the system; whether there was any."""
