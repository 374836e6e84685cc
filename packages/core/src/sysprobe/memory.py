"""Memory of the host."""

from sysprobe._facade import Facade

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sysprobe.types.memory import HeapInfo, SwapMemory, VirtualMemory


class Memory(Facade):
    """The memory domain of a Host."""

    __slots__ = ()

    def virtual_memory(self) -> "VirtualMemory":
        """Physical memory: how much there is, how much is available, and what uses the rest. Bytes.

        Linux: ``/proc/meminfo``; where the kernel does not estimate `available` itself (before 3.14) also
        ``/proc/zoneinfo``. macOS: ``host_statistics64``. Windows: ``GetPerformanceInfo``.

        Raises :class:`~sysprobe.CapabilityUnavailable` if no backend answers, :class:`~sysprobe.BackendError` if a
        source cannot be read or makes no sense.
        """
        return self._require(self._call.virtual_memory(), "virtual_memory")

    def swap_memory(self) -> "SwapMemory":
        """Swap space, all devices together: size, use, and bytes moved in and out since boot.

        Linux: ``/proc/meminfo`` and ``/proc/vmstat``. macOS: ``vm.swapusage``. Windows: page files.

        Raises as :meth:`virtual_memory`.
        """
        return self._require(self._call.swap_memory(), "swap_memory")

    def heap_info(self) -> "HeapInfo":
        """What the C library's allocator of this process holds: grows while its memory leaks in C. Bytes.

        Linux: ``mallinfo2`` (glibc 2.33; musl has none). macOS: ``malloc_zone_statistics``.

        Raises as :meth:`virtual_memory`.
        """
        return self._require(self._call.heap_info(), "heap_info")

    def heap_trim(self) -> bool:
        """Give what the allocator of this process does not need back to the system; whether there was any.

        Linux: ``malloc_trim`` (glibc). macOS: ``malloc_zone_pressure_relief``.

        Raises as :meth:`virtual_memory`.
        """
        return self._require(self._call.heap_trim(), "heap_trim")
