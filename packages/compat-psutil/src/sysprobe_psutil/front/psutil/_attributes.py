"""What psutil's Process answers, from what sysprobe's does: other records, other defaults, other names."""

from __future__ import annotations

import contextlib
import time
import warnings
from typing import Any

from sysprobe.types.process_enums import Limit

from . import _platform
from ._connections import check_kind, of_process
from ._constants import ENUMS
from ._records import converter, tuple_type


def _if_here(name: str, **renamed: str | None) -> Any:
    """The converter to a tuple that psutil may not have on this platform."""
    return converter(name, **renamed) if name in _platform.FIELDS else None


_memory = converter(
    "pmem",
    lib=None,
    dirty=None,
    pfaults=None,
    pageins=None,
    num_page_faults=None,
    peak_wset="peak_rss",
    wset="rss",
    peak_paged_pool=None,
    paged_pool=None,
    peak_nonpaged_pool=None,
    nonpaged_pool=None,
    pagefile="vms",
    peak_pagefile="peak_vms",
    private="vms",
)
#: Fields of memory_info that sysprobe has in memory_info_ex.
_POOLS = [name for name in tuple_type("pmem")._fields if name.endswith("_pool")]
_FAULTS = "pfaults" in tuple_type("pmem")._fields  # macOS
_cpu_times = converter("pcputimes")
_uids = converter("puids")
_gids = converter("pgids")
_switches = converter("pctxsw")
_thread = converter("pthread")
_io = _if_here("pio")
_file = converter("popenfile")
_grouped = _if_here("pmmap_grouped", private=None, swapped=None, dirtied=None, ref_count=None, shadow_depth=None)
_LIMITS = {number: Limit(name.lower()) for name, number in _platform._LIMITS.items()}
_UNLIMITED = -1
#: The machine's memory, which psutil too asks for once.
_total = 0


class Attributes:
    """The part of Process that answers."""

    _pid: int
    _name: str | None
    _created: float | None
    _exe: str | None
    _cpu_before: tuple[float, float] | None

    def _ask(self, name: str, *args: Any) -> Any:
        raise NotImplementedError

    def oneshot(self) -> Any:
        raise NotImplementedError

    def _raise_if_gone(self) -> None:
        raise NotImplementedError

    def ppid(self) -> int:
        """The parent's pid."""
        self._raise_if_gone()
        found: int = self._ask("ppid")
        return found

    def name(self) -> str:
        """Name of the program."""
        found: str = self._ask("name")
        self._name = found
        return found

    def exe(self) -> str:
        """Path of the executable; empty if there is none."""
        if self._exe is None:
            self._exe = self._ask("exe") or ""
        return self._exe

    def cmdline(self) -> list[str]:
        """Command line."""
        found: list[str] = self._ask("cmdline")
        return found

    def status(self) -> str:
        """What it is doing."""
        found = str(self._ask("status"))
        return "?" if found == "unknown" else found

    def username(self) -> str:
        """Name of the user; the number if it has none."""
        found: str = self._ask("username")
        return found

    def create_time(self) -> float:
        """Start, in seconds since 1970."""
        if self._created is None:
            self._created = self._ask("create_time")
        return self._created

    def cwd(self) -> str:
        """Current directory."""
        return self._ask("cwd") or ""

    def nice(self, value: int | None = None) -> Any:
        """Niceness; with a value it is set."""
        if value is None:
            found = self._ask("nice")
            return _priority(found) if "Priority" in ENUMS else found
        self._raise_if_gone()
        self._ask("nice", value)
        return None

    def uids(self) -> Any:
        """User ids."""
        return _uids(self._ask("uids"))

    def gids(self) -> Any:
        """Group ids."""
        return _gids(self._ask("gids"))

    def terminal(self) -> str | None:
        """Controlling terminal."""
        found: str | None = self._ask("terminal")
        return found

    def num_fds(self) -> int:
        """Open descriptors."""
        found: int = self._ask("num_fds")
        return found

    def num_handles(self) -> int:
        """Open handles."""
        found: int = self._ask("num_fds")
        return found

    def io_counters(self) -> Any:
        """Storage and I/O calls."""
        found = self._ask("io_counters")
        if found is None:
            raise NotImplementedError("the kernel does not count I/O of processes")
        return _io(found)

    def ionice(self, ioclass: int | None = None, value: int | None = None) -> Any:
        """I/O priority; with a class it is set."""
        if ioclass is not None:
            self._raise_if_gone()
            self._set_ionice(ioclass, value)
            return None
        if value is not None:
            raise ValueError("'ioclass' argument must be specified")
        found = self._ask("ionice")
        names = ENUMS["IOPriority"]
        if "pionice" not in _platform.FIELDS:
            return names(int(found.ioclass) - 16)
        return tuple_type("pionice")(names(int(found.ioclass)), found.value or 0)

    def _set_ionice(self, ioclass: int, value: int | None) -> None:
        if "pionice" not in _platform.FIELDS:
            if value:
                raise TypeError("value argument not accepted on Windows")
            self._ask("ionice", int(ioclass) + 16)
            return
        names = ENUMS["IOPriority"]
        if value is None:
            value = 0
        if value and ioclass in (names.IOPRIO_CLASS_IDLE, names.IOPRIO_CLASS_NONE):
            raise ValueError(f"{names(ioclass)!r} ioclass accepts no value")
        if not 0 <= value <= 7:
            raise ValueError("value not in 0-7 range")
        self._ask("ionice", int(ioclass), value)

    def rlimit(self, resource: int, limits: tuple[int, int] | None = None) -> Any:
        """A resource limit (soft, hard); with `limits` it is set. -1 is unlimited."""
        if self._pid == 0:
            raise ValueError("can't use prlimit() against PID 0 process")
        if limits is not None:
            self._raise_if_gone()
            if len(limits) != 2:
                raise ValueError(f"second argument must be a (soft, hard) tuple, got {limits!r}")
        if resource not in _LIMITS:
            raise ValueError(f"invalid resource {resource!r}")
        if limits is not None:
            wanted = tuple(None if each == _UNLIMITED else each for each in limits)
            self._ask("rlimit", _LIMITS[resource], wanted)
            return None
        return tuple(_UNLIMITED if each is None else each for each in self._ask("rlimit", _LIMITS[resource]))

    def cpu_affinity(self, cpus: Any = None) -> Any:
        """CPUs that it may run on; with a list they are set, with an empty one to all."""
        if cpus is None:
            return self._ask("cpu_affinity")
        self._raise_if_gone()
        for each in cpus:
            if not isinstance(each, int):
                raise TypeError(f"CPU number must be an integer, not {type(each)}")
        self._ask("cpu_affinity", list(cpus))
        return None

    def cpu_num(self) -> int:
        """CPU that it ran on last."""
        found: int = self._ask("cpu_num")
        return found

    def environ(self) -> dict[str, str]:
        """Environment at its start."""
        found: dict[str, str] = self._ask("environ")
        return found

    def num_ctx_switches(self) -> Any:
        """Context switches."""
        found = self._ask("num_ctx_switches")
        if found is None:
            raise NotImplementedError("the kernel does not count context switches of processes")
        return _switches(found)

    def num_threads(self) -> int:
        """Threads."""
        found: int = self._ask("num_threads")
        return found

    def threads(self) -> list[Any]:
        """Threads with their times."""
        return [_thread(each) for each in self._ask("threads")]

    def cpu_times(self) -> Any:
        """Seconds of CPU time."""
        return _cpu_times(self._ask("cpu_times"))

    def cpu_percent(self, interval: float | None = None) -> float:
        """CPU use since the last call, or over `interval` seconds; 100 is one CPU."""
        if interval is not None and interval < 0:
            raise ValueError(f"interval is not positive (got {interval!r})")
        before = self._cpu_before
        if interval:
            before = self._spent()
            time.sleep(interval)
        now = self._spent()
        self._cpu_before = now
        if before is None or now[0] <= before[0]:
            return 0.0
        return round((now[1] - before[1]) / (now[0] - before[0]) * 100, 1)

    def _spent(self) -> tuple[float, float]:
        times = self._ask("cpu_times")
        return time.monotonic(), times.user + times.system

    def memory_info(self) -> Any:
        """Memory in bytes."""
        made = _memory(self._ask("memory_info"))
        if _FAULTS:
            with contextlib.suppress(OSError):  # a counter that has come to its end
                faults = self._ask("page_faults")
                made = made._replace(pfaults=faults.minor + faults.major, pageins=faults.major)
        if not _POOLS:
            return made
        # One entry of the list of processes has all of it.
        with self.oneshot():
            more, faults = self._ask("memory_info_ex"), self._ask("page_faults")
        pools = {name: getattr(more, name) or 0 for name in _POOLS}
        return made._replace(num_page_faults=faults.minor + faults.major, **pools)

    def memory_full_info(self) -> Any:
        """Memory in bytes, with what is its own alone."""
        plain = self.memory_info()
        found = self._ask("memory_footprint")
        values = dict(zip(plain._fields, plain, strict=True))
        for name in ("uss", "pss", "swap"):
            values[name] = (getattr(found, name) if found is not None else 0) or 0
        made = tuple_type("pfullmem")
        return made._make(values[name] for name in made._fields)

    def memory_percent(self, memtype: str = "rss") -> float:
        """Share of the machine's memory in percent."""
        global _total
        from ._system import virtual_memory

        full, plain = tuple_type("pfullmem")._fields, tuple_type("pmem")._fields
        if memtype not in full:
            raise ValueError(f"invalid memtype {memtype!r}; valid types are {list(full)!r}")
        found = self.memory_info() if memtype in plain else self.memory_full_info()
        total = _total or virtual_memory().total
        _total = total
        if total <= 0:
            raise ValueError(f"can't calculate process memory percent because total physical memory is {total!r}")
        part: int = getattr(found, memtype)
        return float(part / total * 100)

    def memory_maps(self, grouped: bool = True) -> list[Any]:
        """Mapped memory, summed by path or area by area."""
        if grouped:
            return [_grouped(each) for each in self._ask("memory_maps") if _is_shown(each.path)]
        made = tuple_type("pmmap_ext")
        names = made._fields[3:]
        return [
            made(
                hex(each.start) if _platform.FILES_ALONE else f"{each.start:08x}-{each.end:08x}",
                _platform.PERMISSIONS.get(each.permissions, each.permissions),
                each.path,
                *(getattr(each, name, None) or 0 for name in names),
            )
            for each in self._ask("memory_areas")
            if _is_shown(each.path)
        ]

    def open_files(self) -> list[Any]:
        """Open regular files."""
        return [_file(each) for each in self._ask("open_files")]

    def net_connections(self, kind: str = "inet") -> list[Any]:
        """Its sockets."""
        check_kind(kind)
        return of_process(self._ask("net_connections", kind))

    def connections(self, kind: str = "inet") -> list[Any]:
        """Its sockets, by the old name."""
        warnings.warn("connections() is deprecated and will be removed; use net_connections()", DeprecationWarning, 2)
        return self.net_connections(kind)


def _priority(value: int) -> Any:
    """The member of psutil's enumeration where there is one."""
    try:
        return ENUMS["Priority"](value)
    except ValueError:
        return value


def _is_shown(path: str) -> bool:
    return not (_platform.FILES_ALONE and path.startswith("["))


__all__ = ["Attributes"]
