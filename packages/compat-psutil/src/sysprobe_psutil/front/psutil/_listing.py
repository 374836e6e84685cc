"""psutil's functions over all processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import sysprobe

from ._errors import NoSuchProcess, TimeoutExpired, translated
from ._process import MISSING, Process, attribute_names
from ._system import host

#: pid → the object of the last listing, so that an object lives as long as its process.
_known: dict[int, Process] = {}
#: psutil's attribute → those of sysprobe that it is made of.
_SOURCES: dict[str, tuple[str, ...]] = {
    "connections": (),
    "cpu_percent": ("cpu_times",),
    "memory_full_info": ("memory_info", "memory_footprint"),
    "memory_percent": ("memory_info",),
    "num_handles": ("num_fds",),
    "pid": (),
}


@translated
def pids() -> list[int]:
    """All process ids, sorted."""
    return host().pids()


@translated
def pid_exists(pid: int) -> bool:
    """Whether there is such a process."""
    if pid < 0:
        return False
    try:
        return host().pid_exists(pid)
    except OverflowError:
        return False


def _process_iter(attrs: Iterable[str] | None = None, ad_value: object = None) -> Iterator[Process]:
    """All processes, sorted by pid; with `attrs` each has a dict `info`."""
    if attrs is None:
        yield from _plain_iter()
        return
    names = list(attrs) or sorted(attribute_names())
    wanted = dict.fromkeys(source for name in names for source in _SOURCES.get(name, (name,)))
    try:
        listing = host().process_iter(wanted, MISSING)
    except ValueError:
        Process().as_dict(attrs)  # says it in psutil's words
        raise
    found: dict[int, Process] = {}
    try:
        for core in listing:
            known = _known.get(core.pid)
            process = known if known is not None and known._core is core else Process._of(core)
            found[core.pid] = process
            try:
                process.info = process.as_dict(attrs, ad_value=ad_value)  # type: ignore[attr-defined]
            except NoSuchProcess:
                continue
            finally:
                core.refresh()
            yield process
    finally:
        _known.clear()
        _known.update(found)


def _plain_iter() -> Iterator[Process]:
    """All processes by their pids: like psutil's it does not look whether a known pid is somebody else's by now."""
    found: dict[int, Process] = {}
    try:
        for pid in host().pids():
            process = _known.get(pid)
            if process is None or process._gone or process._reused:
                try:
                    process = Process(pid)
                except NoSuchProcess:
                    continue
            found[pid] = process
            yield process
    finally:
        _known.clear()
        _known.update(found)


process_iter: Any = _process_iter
process_iter.__name__ = "process_iter"
process_iter.cache_clear = _known.clear


def wait_procs(
    procs: Iterable[Process], timeout: float | None = None, callback: Callable[[Process], object] | None = None
) -> tuple[list[Process], list[Process]]:
    """Wait for all of them: (ended, still there)."""
    if timeout is not None and timeout < 0:
        raise ValueError(f"timeout must be a positive integer, got {timeout}")
    if callback is not None and not callable(callback):
        raise TypeError(f"callback {callback!r} is not a callable")
    gone: list[Process] = []
    waiting = {process._core: process for process in set(procs) if process._core is not None}

    def ended(core: Any) -> None:
        process = waiting[core]
        process.returncode = process.wait(0)  # type: ignore[attr-defined]
        gone.append(process)
        if callback is not None:
            callback(process)

    for process in set(procs):
        if process._core is None:
            process.returncode = None  # type: ignore[attr-defined]
            gone.append(process)
    try:
        host().wait_procs(list(waiting), timeout, ended)
    except sysprobe.TimeoutExpired as error:
        raise TimeoutExpired(error.seconds) from None
    return gone, [process for process in waiting.values() if process not in gone]
