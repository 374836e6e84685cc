"""Processes as lines: which columns a view may show, what their cells look like, families as trees."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from sysprobe._process_table import expand
from sysprobe.cli.layout import UNKNOWN
from sysprobe.cli.output import size
from sysprobe.table import Row, Table
from sysprobe.types.attributes import COLUMNS, Column, Kind
from sysprobe.types.process_enums import Capability, IOClass

__all__ = ["Shown", "command", "duration", "forest", "needed", "shown_columns"]


class Shown(NamedTuple):
    """A column of a view."""

    name: str
    """What it is asked for by."""
    title: str
    """What stands above it, with the mark of a `Section`'s column."""
    needs: tuple[str, ...]
    """Columns of the table that it is made of."""
    value: Callable[[Row], Any]
    """Its value, to sort by; None is unknown."""
    cell: Callable[[Any], str]
    """The text of a value that is known."""

    def plain(self, row: Row) -> Any:
        """Its value for JSON: what a number stands for, where the table has only that."""
        value = self.value(row)
        kind = _STANDS_FOR.get(self.name)
        return value if value is None or kind is None else kind(value)

    def text(self, row: Row) -> str:
        """Its text for a row."""
        value = self.value(row)
        return UNKNOWN if value is None else self.cell(value)


def duration(seconds: float) -> str:
    """Processor time: ``0:01.25``, from an hour on ``1:02:03``, from a day on ``3d 01:02:03``."""
    if seconds < 3600:
        hundredths = round(seconds * 100)
        return f"{hundredths // 6000}:{hundredths // 100 % 60:02}.{hundredths % 100:02}"
    whole = int(seconds)
    days, hours, minutes = whole // 86400, whole // 3600 % 24, whole // 60 % 60
    return f"{days}d {hours:02}:{minutes:02}:{whole % 60:02}" if days else f"{hours}:{minutes:02}:{whole % 60:02}"


def command(row: Row) -> str | None:
    """The command line as one text; the name in brackets where there is none (kernel threads, zombies)."""
    if row.cmdline:
        return " ".join(row.cmdline)
    return None if row.name is None else f"[{row.name}]"


def _cpu_time(row: Row) -> float | None:
    return None if row.cpu_user is None or row.cpu_system is None else row.cpu_user + row.cpu_system


def _moment(seconds: float) -> str:
    then = time.localtime(seconds)
    today = time.localtime()[:3] == then[:3]
    return time.strftime("%H:%M:%S" if today else "%Y-%m-%d", then)


_TITLES = {
    "username": "user",
    "cpu_percent": "%cpu",
    "memory_percent": "%mem",
    "num_threads": "threads",
    "create_time": "started",
}
#: Columns whose last part tells most.
_PATHS = ("exe", "cwd", "root", "cgroup", "systemd_unit")
_STANDS_FOR: dict[str, Callable[[int], Any]] = {"io_class": IOClass, "capabilities": Capability}
_CELLS: dict[str, Callable[[Any], str]] = {
    "umask": "{:04o}".format,
    "capabilities": "{:016x}".format,
    "io_class": lambda value: IOClass(value).name.lower(),
}
_MADE = {
    "command": Shown("command", "<command", ("cmdline", "name"), command, str),
    "cpu_time": Shown("cpu_time", ">time", ("cpu_user", "cpu_system"), _cpu_time, duration),
}
#: Other names by which people ask for a column.
_ALSO = {
    "user": "username",
    "cpu": "cpu_percent",
    "mem": "memory_percent",
    "time": "cpu_time",
    "threads": "num_threads",
}


def _cell(column: Column) -> Callable[[Any], str]:
    if column.name == "create_time":
        return _moment
    if column.kind in (Kind.TEXTS, Kind.INTS):
        return lambda values: " ".join(map(str, values))
    if column.kind is Kind.BOOL:
        return lambda value: "yes" if value else "no"
    if column.unit == "bytes":
        return size
    if column.name in _CELLS:
        return _CELLS[column.name]
    if column.unit == "seconds":
        return duration
    return "{:.1f}".format if column.kind is Kind.FLOAT else str


def _plain(column: Column) -> Shown:
    name = column.name
    title = _TITLES.get(name, name)
    mark = ""
    if column.kind in (Kind.INT, Kind.FLOAT) and name not in ("create_time", "io_class"):
        mark = ">"
    elif column.kind in (Kind.TEXT, Kind.TEXTS, Kind.INTS) and name not in ("username", "status"):
        mark = "~" if name in _PATHS else "<"
    return Shown(name, mark + title, (name,), lambda row: row[name], _cell(column))


def shown_columns(names: Iterable[str], added: dict[str, Any]) -> list[Shown]:
    """The columns of these names. `ValueError` for one that does not exist."""
    found: dict[str, Shown] = {}
    for given in names:
        name = _ALSO.get(given, given)
        if name in _MADE:
            found[name] = _MADE[name]
            continue
        for each in expand([name], added):
            column = COLUMNS[each] if each in COLUMNS else added[each].column
            found[each] = _plain(column)
    return list(found.values())


def sort_column(given: str | None, added: dict[str, Any]) -> tuple[Shown | None, bool]:
    """The column to sort by, and whether its largest value comes first (``-name``)."""
    if given is None:
        return None, False
    found = shown_columns([given.removeprefix("-")], added)
    if len(found) > 1:
        raise ValueError(f"sort by one of {', '.join(each.name for each in found)}")
    return found[0], given[:1] == "-"


def needed(columns: Iterable[Shown]) -> dict[str, None]:
    """The columns of the table that these need."""
    return {name: None for column in columns for name in column.needs}


class Branch(NamedTuple):
    """A process in a tree."""

    row: Row
    lead: str
    """What is drawn before its name."""
    children: list[Branch]


def forest(rows: Sequence[Row], wanted: Callable[[Row], object]) -> list[Branch]:
    """Trees of the processes that are wanted and of their ancestors, siblings in the order of the rows.

    Rows need ``pid`` and ``ppid``.
    """
    by_parent: dict[int | None, list[Row]] = {}
    known = {row.pid for row in rows}
    for row in rows:
        parent = row.ppid if row.ppid in known and row.ppid != row.pid else None
        by_parent.setdefault(parent, []).append(row)
    order: list[Row] = []
    seen: set[int] = set()
    # By hand on a stack: families can be deeper than Python calls. Parents that were read at different moments can make
    # a ring, which has no root: whoever was not reached from one begins a tree of his own. Nobody is drawn twice.
    for start in (*by_parent.get(None, ()), *rows):
        waiting = [start]
        while waiting:
            row = waiting.pop()
            if row.pid not in seen:
                seen.add(row.pid)
                order.append(row)
                waiting += by_parent.get(row.pid, ())
    branches: dict[int, Branch] = {}
    taken: set[int] = set()
    for row in reversed(order):  # every child before its parent
        children = [branches[child.pid] for child in by_parent.get(row.pid, ()) if child.pid in branches]
        children = [child for child in children if child.row.pid not in taken]
        if children or wanted(row):
            taken.update(child.row.pid for child in children)
            branches[row.pid] = Branch(row, "", children)
    return [branches[row.pid] for row in order if row.pid in branches and row.pid not in taken]


def flat(trees: Sequence[Branch]) -> list[Branch]:
    """The processes of trees line by line, with lines drawn that show who belongs to whom."""
    lines: list[Branch] = []
    waiting = [(tree, "", "") for tree in reversed(trees)]
    while waiting:
        tree, own, below = waiting.pop()
        lines.append(Branch(tree.row, own, tree.children))
        for child in reversed(tree.children):
            last = child is tree.children[-1]
            waiting.append((child, below + ("└─ " if last else "├─ "), below + ("   " if last else "│  ")))
    return lines


def in_order(table: Table, column: Shown | None, *, largest_first: bool = False) -> list[Row]:
    """The rows, sorted by a column if there is one. Unknown values come last."""
    rows = list(table)
    if column is None:
        return rows
    keyed = [(column.value(row), row) for row in rows]
    there = sorted((pair for pair in keyed if pair[0] is not None), key=lambda pair: pair[0], reverse=largest_first)
    return [row for _, row in there] + [row for value, row in keyed if value is None]
