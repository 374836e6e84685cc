"""Memory of the host."""

from sysprobe._facade import Facade

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sysprobe.types.memory import SwapMemory, VirtualMemory


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
