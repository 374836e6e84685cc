"""The process table: names are checked, columns of several backends joined, percentages made, on every OS alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any
from weakref import proxy

from sysprobe._process_ids import can_be_pid
from sysprobe.series import NumberSeries, Series, missing_series, series_of
from sysprobe.table import Table
from sysprobe.types.attributes import ATTRIBUTES, COLUMNS

if TYPE_CHECKING:
    from sysprobe.hookspecs.process import ProcessAttribute
    from sysprobe.host import Host

__all__ = ["DEFAULT", "added_attributes", "expand", "process_table"]

#: What is read when nobody says what: what fits a line, from two files for each process.
DEFAULT = (
    *("pid", "ppid", "name", "status", "username", "create_time", "nice", "num_threads"),
    *("cpu_user", "cpu_system", "rss", "vms"),
)

#: Columns that core makes of others: name → what it needs.
_MADE: dict[str, tuple[str, ...]] = {
    "memory_percent": ("rss",),
    "cpu_percent": ("pid", "identity", "cpu_user", "cpu_system", "create_time"),
}


def added_attributes(host: Host) -> dict[str, ProcessAttribute]:
    """Attributes that backends add to the common ones, by name; of two of one name the first backend's."""
    found: dict[str, ProcessAttribute] = {}
    # A hook that collects: what each backend answers, in a list.
    answers: Any = host._call.process_attributes()  # noqa: SLF001
    for attributes in answers or ():
        for each in attributes:
            if each.column.name not in ATTRIBUTES and each.column.name not in COLUMNS:
                found.setdefault(each.column.name, each)
    return found


def expand(names: Iterable[str], added: dict[str, ProcessAttribute]) -> list[str]:
    """Names of columns for names of columns and attributes, each once. `ValueError` for others."""
    if isinstance(names, str):
        raise TypeError("columns are a list of names, not one text")
    columns: dict[str, None] = {}
    for name in names:
        if name in COLUMNS or name in added:
            columns[name] = None
        elif name in ATTRIBUTES and ATTRIBUTES[name].columns:
            columns.update((column.name, None) for column in ATTRIBUTES[name].columns)
        elif name in ATTRIBUTES:
            raise ValueError(f"{name} is no plain value and therefore no column: ask each process for it")
        else:
            raise ValueError(f"there is no column {name!r}; columns are {', '.join([*COLUMNS, *added])}")
    return list(columns)


def process_table(host: Host, columns: Iterable[str] | None, pids: Iterable[int] | None, workers: int) -> Table:
    """See `Processes.process_table`."""
    added = added_attributes(host)
    wanted = expand(DEFAULT if columns is None else columns, added)
    if workers < 1:
        raise ValueError(f"at least one worker is needed, not {workers}")
    given = None if pids is None else sorted({pid for pid in pids if can_be_pid(pid)})
    plain: dict[str, None] = {}
    for name in wanted:
        plain.update(dict.fromkeys(_MADE.get(name, ("pid",) if name in added else (name,))))
    table = host._require(  # noqa: SLF001
        host._call.process_table(tuple(plain), given, workers),  # noqa: SLF001
        "process_table",
    )
    return _complete(host, table, wanted, added)


def _complete(host: Host, table: Table, wanted: Sequence[str], added: dict[str, ProcessAttribute]) -> Table:
    if wanted == list(table.names):
        return table
    made: dict[str, Series] = {}
    for name in wanted:
        if name == "memory_percent":
            made[name] = _memory_percent(host, table)
        elif name == "cpu_percent":
            made[name] = _cpu_percent(host, table)
        elif name in added:
            made[name] = _ask(added[name], table["pid"].to_list())
    return Table((made[name] if name in made else table[name] for name in wanted), time=table.time)


def _memory_percent(host: Host, table: Table) -> Series:
    from sysprobe.errors import SysprobeError

    try:
        total = host.virtual_memory().total
    except SysprobeError:
        total = 0
    if not total:
        return missing_series("memory_percent", COLUMNS["memory_percent"].kind, len(table), "percent")
    resident = table["rss"]
    if isinstance(resident, NumberSeries) and resident.validity is None:
        values: list[float | None] = [rss / total * 100 for rss in resident.values]
    else:
        values = [None if rss is None else rss / total * 100 for rss in resident.to_list()]
    return series_of("memory_percent", COLUMNS["memory_percent"].kind, values, "percent")


def percent_of(used: float, seconds: float) -> float:
    """Processor time per time in percent; never negative, as clocks may be set and counters step back a little."""
    return max(used / seconds * 100, 0.0) if seconds > 0 else 0.0


def _cpu_percent(host: Host, table: Table) -> Series:
    """As `Process.cpu_percent`: since the last table of this Host that had it, at first since the process' start."""
    from sysprobe.process_sampler import ProcessSampler

    # By proxy: a Host that kept itself would wait for the garbage collector.
    sampler = host._keep("process_table", lambda: ProcessSampler(proxy(host)))  # noqa: SLF001
    now = time.time()
    values = sampler.rate(table, "cpu_percent").to_list()
    if None in values:
        columns = (table[name].to_list() for name in ("cpu_user", "cpu_system", "create_time"))
        for index, (percent, user, system, start) in enumerate(zip(values, *columns, strict=True)):
            if percent is None and user is not None and system is not None and start is not None:
                values[index] = percent_of(user + system, now - start)
    return series_of("cpu_percent", COLUMNS["cpu_percent"].kind, values, "percent")


def _ask(attribute: ProcessAttribute, pids: list[int]) -> Series:
    """The column that a backend adds; all of it is missing where its reader fails."""
    from sysprobe.errors import BackendError

    column = attribute.column
    read: Callable[[Sequence[int]], Sequence[Any]] = attribute.read
    try:
        values = list(read(pids))
        if len(values) != len(pids):
            raise BackendError(f"{column.name}: {len(values)} values for {len(pids)} processes")
        return series_of(column.name, column.kind, values, column.unit)
    except Exception as error:  # noqa: BLE001  # whatever a foreign reader does, the other columns are still right
        import warnings

        warnings.warn(f"sysprobe: process attribute {column.name!r} failed: {error!r}", RuntimeWarning, stacklevel=2)
        return missing_series(column.name, column.kind, len(pids), column.unit)
