"""When the machine booted: ``btime`` of ``/proc/stat``, and as little reading of it as possible."""

from __future__ import annotations

import time

from sysprobe.errors import BackendError

from sysprobe_linux import _native
from sysprobe_linux.procfs import Procfs

#: By how many seconds the clock must have moved before the kernel is asked again.
TOLERANCE = 0.001


class BootTime:
    """When one machine booted, seconds since the epoch as its clock is set now.

    The kernel makes its whole seconds of the difference of two clocks, which costs nothing to ask for. As long as the
    difference stays the same, so does what ``/proc/stat`` says, and that is not read again.
    """

    def __init__(self, procfs: Procfs) -> None:
        self._procfs = procfs
        self._stat = procfs.keep("stat", in_one_piece=True)
        self._known: tuple[float, float] | None = None

    def read(self) -> float:
        """The time. Raises BackendError if nothing tells it."""
        if not self._procfs.live:
            return self._told()
        difference = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME)
        known = self._known
        if known is None or abs(known[1] - difference) > TOLERANCE:
            try:
                told = self._told()
            except BackendError:  # a /proc of processes only (subset=pid)
                told = difference // 1
            known = self._known = (told, difference)
        return known[0]

    def _told(self) -> float:
        counters = _native.stat_counters(self._stat.read())
        if counters is None or counters[3] is None:
            raise self._procfs.malformed("stat", "tells no btime")
        return float(counters[3])
