"""What a process uses: the part of `Process` about processor, memory, files and sockets."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sysprobe.errors import ProcessError
from sysprobe.types.network import CONNECTION_KINDS
from sysprobe.types.process_handle import ProcessHandle as H  # many one-line methods below

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeVar

    from sysprobe.host import Host
    from sysprobe.types import process as t
    from sysprobe.types.network import Connection

    T = TypeVar("T")


class Resources:
    """Attributes that say what a process uses."""

    __slots__ = ()

    if TYPE_CHECKING:
        _host: Host
        _handle: H
        _last_times: tuple[float, float] | None
        _prefetched: Mapping[str, object] | None

        def _ask(self, question: Callable[[H], T], *, listed: bool = True) -> T: ...
        def create_time(self) -> float: ...

    # -- processor -------------------------------------------------------------------------------------------------

    def cpu_times(self) -> t.ProcessCPUTimes:
        """Processor time that it has used, seconds. Linux: ``stat``."""
        return self._ask(H.cpu_times)

    def cpu_percent(self, interval: float | None = None) -> float:
        """Processor time per time, percent: 100 is one processor all the time, so more than 100 is possible.

        Without `interval`: since the last call for this object; the first time since the start of the process. With an
        interval: over so many seconds from now, for which it blocks. Raises :class:`ValueError` if it is negative.
        """
        if interval is not None and interval < 0:
            raise ValueError(f"interval is not positive: {interval}")
        # Taken once: another thread may refresh the object, or look, between two questions.
        prefetched, last = self._prefetched, self._last_times
        if interval:
            before = self._sample()
            time.sleep(interval)
        elif prefetched is not None and "cpu_percent" in prefetched:
            return prefetched["cpu_percent"]  # type: ignore[return-value]  # a float by its column
        elif last is None:
            used = self._handle.cpu_times()
            lifetime = time.time() - self._handle.create_time()
            self._last_times = self._sample()  # type: ignore[misc]  # a slot of Process
            return _percent(used.user + used.system, lifetime)
        else:
            before = last
        after = self._last_times = self._sample()  # type: ignore[misc]  # a slot of Process
        return _percent(after[1] - before[1], after[0] - before[0])

    def _sample(self) -> tuple[float, float]:
        times = self._handle.cpu_times()
        return time.monotonic(), times.user + times.system

    def cpu_num(self) -> int | None:
        """The processor that it runs on or ran on last. Linux."""
        return self._ask(H.cpu_num)

    def scheduler(self) -> t.Scheduler | None:
        """How it is scheduled. Linux: ``stat``."""
        return self._ask(H.scheduler)

    def delays(self) -> t.Delays:
        """How long it has waited for processors and devices. Linux: ``schedstat``, ``stat``."""
        return self._ask(H.delays)

    def num_ctx_switches(self) -> t.ContextSwitches | None:
        """How often it gave up the processor. Linux: of its main thread. None: the kernel does not count."""
        return self._ask(H.num_ctx_switches)

    # -- memory ----------------------------------------------------------------------------------------------------

    def memory_info(self) -> t.MemoryInfo:
        """Its memory, bytes. Linux: ``statm``. Zeros for kernel threads, which have none of their own."""
        return self._ask(H.memory_info)

    def memory_info_ex(self) -> t.MemoryInfoEx:
        """Its memory in detail, bytes. Linux: ``statm`` and ``status``."""
        return self._ask(H.memory_info_ex)

    def memory_footprint(self) -> t.MemoryFootprint | None:
        """What it costs, bytes. Linux: ``smaps_rollup`` (4.14), else ``smaps``; None where the kernel has neither."""
        return self._ask(H.memory_footprint)

    def memory_percent(self, memtype: str = "rss") -> float | None:
        """A field of `memory_info`, `memory_info_ex` or `memory_footprint` per physical memory, percent.

        None: unknown on this system. Raises :class:`ValueError` if no field has this name.
        """
        from sysprobe.types import process as t

        for record, question in (
            (t.MemoryInfo, H.memory_info),
            (t.MemoryInfoEx, H.memory_info_ex),
            (t.MemoryFootprint, H.memory_footprint),
        ):
            if memtype in record.__dataclass_fields__:
                value = getattr(self._ask(question), memtype, None)
                break
        else:
            raise ValueError(f"no such kind of memory: {memtype!r}")
        if value is None:
            return None
        return float(value / _total_memory(self._host) * 100)

    def memory_areas(self) -> list[t.MemoryArea]:
        """Every mapping of its address space, in the order of addresses. Empty for kernel threads.

        Linux: ``smaps``. Windows: ``VirtualQueryEx``.
        """
        return self._ask(H.memory_maps, listed=False)  # a listing has their sums by this name

    def memory_maps(self) -> list[t.MemoryMap]:
        """The mappings of its address space, those of one path summed, in the order of first appearance.

        `memory_areas` tells each. Sums are None where the OS does not tell one of the parts.
        """
        from sysprobe._process_maps import grouped

        known = self._prefetched
        if known is not None and "memory_maps" in known:
            return known["memory_maps"]  # type: ignore[return-value]  # what this very method has answered
        return grouped(self.memory_areas())

    def page_faults(self) -> t.PageFaults:
        """Page faults since its start. Linux: ``stat``."""
        return self._ask(H.page_faults)

    def oom_score(self) -> int | None:
        """How likely the kernel kills it when memory runs out, 0 to 2000. Linux; None without ``oom_score``."""
        return self._ask(H.oom_score)

    def oom_score_adj(self) -> int | None:
        """What was added to its OOM score: -1000 (never killed) to 1000. Linux >= 2.6.36; None before."""
        return self._ask(H.oom_score_adj)

    # -- files and sockets -----------------------------------------------------------------------------------------

    def io_counters(self) -> t.ProcessIO | None:
        """Input and output since its start. None: the kernel does not count."""
        return self._ask(H.io_counters)

    def num_fds(self) -> int:
        """How many descriptors it has open (Windows: handles). Linux >= 6.2 tells it of any process to anybody."""
        return self._ask(H.num_fds)

    def open_files(self) -> list[t.OpenFile]:
        """The regular files that it has open, on Linux removed ones too. Windows: each handle is asked for its path."""
        return self._ask(H.open_files)

    def net_connections(self, kind: str = "inet") -> list[Connection]:
        """Its sockets of this kind (see `Host.net_connections`). Raises :class:`ValueError` for an unknown kind."""
        if kind not in CONNECTION_KINDS:
            raise ValueError(f"no such kind of connection: {kind!r}; there are {', '.join(CONNECTION_KINDS)}")
        try:
            return self._handle.net_connections(kind)
        except ProcessError as error:
            raise self._named(error) from None

    if TYPE_CHECKING:

        def _named(self, error: ProcessError) -> ProcessError: ...

    # -- threads ---------------------------------------------------------------------------------------------------

    def num_threads(self) -> int:
        """How many threads it has. 1 for a kernel thread."""
        return self._ask(H.num_threads)

    def threads(self) -> list[t.Thread]:
        """Its threads, by id. Linux: ``task/*/stat``."""
        return self._ask(H.threads)


def _total_memory(host: Host) -> int:
    """Physical memory, asked for once a second at most: it seldom changes, and costs more than the rest."""
    now = time.monotonic()
    known: list[float] = host._keep("total memory", lambda: [float("-inf"), 0])  # noqa: SLF001
    read, total = known
    if now - read > 1.0:
        total = host.virtual_memory().total
        known[:] = now, total
    return int(total)


def _percent(used: float, seconds: float) -> float:
    return max(used / seconds * 100, 0.0) if seconds > 0 else 0.0
