"""All processes as `Process` objects whose attributes are known already, from one reading of the table."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sysprobe._process_table import added_attributes, percent_of
from sysprobe.errors import (
    AccessDenied,
    BackendError,
    CapabilityUnavailable,
    NoSuchProcess,
    SysprobeError,
    ZombieProcess,
)
from sysprobe.types import process as records
from sysprobe.types.attributes import ATTRIBUTES, COLUMNS, Kind
from sysprobe.types.process_enums import IOClass, ProcessStatus, SeccompMode

if TYPE_CHECKING:
    from sysprobe._process import Process
    from sysprobe.host import Host
    from sysprobe.table import Table

__all__ = ["process_iter"]

_MEMORY_EX = tuple(records.MemoryInfoEx.__dataclass_fields__)

#: Attribute that is a record → its class and the columns of its fields in order; None: no column, the field is None.
_RECORDS: dict[str, tuple[Callable[..., Any], tuple[str | None, ...]]] = {
    "uids": (records.Ids, ("uid", "effective_uid", "saved_uid")),
    "gids": (records.Ids, ("gid", "effective_gid", "saved_gid")),
    "cpu_times": (
        records.ProcessCPUTimes,
        ("cpu_user", "cpu_system", "cpu_children_user", "cpu_children_system", "cpu_iowait"),
    ),
    "num_ctx_switches": (records.ContextSwitches, ("voluntary_switches", "involuntary_switches")),
    "memory_info": (records.MemoryInfo, ("rss", "vms", "shared", "text", "data", None, None)),
    "memory_info_ex": (records.MemoryInfoEx, _MEMORY_EX),
    "memory_footprint": (records.MemoryFootprint, ("uss", "pss", "footprint_swap")),
    "page_faults": (
        records.PageFaults,
        ("minor_faults", "major_faults", "children_minor_faults", "children_major_faults"),
    ),
    "ionice": (lambda ioclass, value: records.IOPriority(IOClass(ioclass), value), ("io_class", "io_priority")),
    "io_counters": (
        records.ProcessIO,
        (
            *("read_count", "write_count", "read_bytes", "write_bytes", "read_chars", "write_chars"),
            *("cancelled_write_bytes", "other_count", "other_bytes"),
        ),
    ),
}
#: The columns without which a record is unknown.
_NEEDED = {"io_counters": "read_bytes"}
#: Plain attributes of which None is an answer, not a refusal.
_MAY_BE_NONE = {"terminal", "tracer", "cgroup", "container_id", "systemd_unit", "kernel_thread", "umask", "seccomp"}
#: Plain attributes whose values are members of an enumeration.
_ENUMS: dict[str, Callable[[str], Any]] = {"status": ProcessStatus, "seccomp": SeccompMode}


class _Known:
    """The processes of the last listing of a Host."""

    __slots__ = ("processes",)

    def __init__(self) -> None:
        self.processes: dict[int, Process] = {}


def process_iter(host: Host, attrs: Iterable[str] | None, ad_value: object) -> Iterator[Process]:
    """See `Processes.process_iter`."""
    if isinstance(attrs, str):
        raise TypeError("attrs is a list of names, not one text")
    added = added_attributes(host)
    names = list(dict.fromkeys(attrs or ()))
    unknown = [name for name in names if name not in ATTRIBUTES and name not in added]
    if unknown:
        raise ValueError(f"no such attribute: {', '.join(map(repr, unknown))}")
    return _iterate(host, names, ad_value, set(added))


def _has_peaks(host: Host) -> bool:
    """Whether `memory_info` has its peaks on this system (Windows, where they cost nothing): of ourselves it tells."""
    try:
        return host.process().memory_info().peak_rss is not None
    except SysprobeError:
        return False


def _fields(name: str, host: Host) -> tuple[str | None, ...]:
    """The columns of a record's fields."""
    columns = _RECORDS[name][1]
    if name == "memory_info" and host._keep("memory_info_has_peaks", lambda: _has_peaks(host)):  # noqa: SLF001
        return (*columns[:-2], "peak_rss", "peak_vms")
    return columns


def _columns(name: str, added: set[str], host: Host) -> Sequence[str]:
    """The columns from which an attribute is made; none if only the process itself can tell it."""
    if name in added:
        return (name,)
    if name in _RECORDS:
        return [column for column in _fields(name, host) if column is not None]
    if name == "cpu_percent":
        return ("cpu_user", "cpu_system", "create_time")
    return (name,) if name in COLUMNS and ATTRIBUTES[name].kind is not Kind.RECORD else ()


class _Listing:
    """One table, and how the values of attributes are made of its columns; only when somebody asks for them."""

    __slots__ = ("_ad_value", "_added", "_host", "_lists", "_table", "attributes")

    def __init__(self, table: Table, attributes: frozenset[str], ad_value: object, added: set[str], host: Host) -> None:
        self._table = table
        self._ad_value = ad_value
        self._added = added
        self._host = host
        self._lists: dict[str, list[list[Any]]] = {}
        #: Names of those that the table can tell.
        self.attributes = attributes

    def columns(self, name: str) -> list[list[Any]]:
        """The values of the columns of an attribute, each a list of all rows."""
        found = self._lists.get(name)
        if found is None:
            nothing: list[Any] = [None] * len(self._table)
            fields = _fields(name, self._host) if name in _RECORDS else _columns(name, self._added, self._host)
            # Two threads may both make it: the lists are the same.
            found = self._lists[name] = [nothing if f is None else self._table[f].to_list() for f in fields]
        return found

    def value(self, name: str, row: int) -> Any:
        """The value of an attribute for one process."""
        columns = self.columns(name)
        if name in _RECORDS:
            make, fields = _RECORDS[name]
            values = [column[row] for column in columns]
            needed = values[fields.index(_NEEDED[name]) if name in _NEEDED else 0]
            return self._ad_value if needed is None else make(*values)
        value = columns[0][row]
        if value is None:
            return None if name in self._added or name in _MAY_BE_NONE else self._ad_value
        return _ENUMS[name](value) if name in _ENUMS else value


class _Prefetched(Mapping[str, Any]):
    """What a listing tells of one process, by the names of attributes."""

    __slots__ = ("_listing", "_own", "_row")

    def __init__(self, listing: _Listing, row: int, own: dict[str, Any]) -> None:
        self._listing = listing
        self._row = row
        self._own = own  # what was asked of the process itself

    def __contains__(self, name: object) -> bool:
        return name in self._listing.attributes or name in self._own

    def __getitem__(self, name: str) -> Any:
        if name in self._own:
            return self._own[name]
        if name in self._listing.attributes:
            return self._listing.value(name, self._row)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter({*self._listing.attributes, *self._own})

    def __len__(self) -> int:
        return len({*self._listing.attributes, *self._own})


def _iterate(host: Host, names: list[str], ad_value: object, added: set[str]) -> Iterator[Process]:
    from sysprobe._process import Process

    columns = dict.fromkeys(("pid", "identity"))
    for name in names:
        columns.update(dict.fromkeys(_columns(name, added, host)))
    table = host.process_table(tuple(columns))
    tabled = frozenset(name for name in names if name != "cpu_percent" and _columns(name, added, host))
    asked = [name for name in names if name not in tabled and name != "cpu_percent"]
    listing = _Listing(table, tabled, ad_value, added, host)
    percent = listing.columns("cpu_percent") if "cpu_percent" in names else None
    texts = listing.columns("name")[0] if "name" in tabled else None
    known = host._keep("process_iter", _Known)  # noqa: SLF001
    before = known.processes
    found: dict[int, Process] = {}
    for row, (pid, identity) in enumerate(zip(table["pid"].to_list(), table["identity"].to_list(), strict=True)):
        process = before.get(pid)
        if process is None or (identity is not None and process._handle.identity != identity):  # noqa: SLF001
            try:
                process = Process._found(host, pid, identity)  # noqa: SLF001
            except NoSuchProcess:
                continue
        process._prefetched = None  # noqa: SLF001
        if names:
            own: dict[str, Any] = {}
            if percent is not None:
                own["cpu_percent"] = _cpu_percent(process, [each[row] for each in percent], table.time, ad_value)
            if asked and not _ask(process, asked, own, ad_value):
                continue
            process._prefetched = _Prefetched(listing, row, own)  # noqa: SLF001
            if texts is not None and texts[row] is not None:
                process._known_name = texts[row]  # noqa: SLF001
        found[pid] = process
    # Kept before the first is handed out: whoever leaves the loop early still finds the same objects next time.
    known.processes = found
    yield from list(found.values())


def _ask(process: Process, names: list[str], into: dict[str, Any], ad_value: object) -> bool:
    """Put what the table does not have into `into`, as the process itself tells it; False: it is gone."""
    with process.oneshot():
        for name in names:
            try:
                into[name] = getattr(process, name)()
            except (AccessDenied, ZombieProcess):
                into[name] = ad_value
            except NoSuchProcess:
                return False
            except (CapabilityUnavailable, BackendError):
                into[name] = None
    return True


def _cpu_percent(process: Process, seen: Sequence[float | None], now: float, ad_value: object) -> object:
    """As `Process.cpu_percent`: since the last time it was asked, at first since the process' start."""
    user, system, start = seen
    if user is None or system is None:
        return ad_value
    used = user + system
    before, process._last_times = process._last_times, (now, used)  # noqa: SLF001
    if before is None:
        return percent_of(used, time.time() - start) if start is not None else 0.0
    return percent_of(used - before[1], now - before[0])
