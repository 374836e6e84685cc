"""The processes: all of them or some, as a table or as a tree, once or again and again."""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from contextlib import nullcontext
from typing import Any

from sysprobe._process_table import added_attributes
from sysprobe.cli import arguments, choice, output
from sysprobe.cli.layout import Piece, Section, lines
from sysprobe.cli.process_rows import Branch, Shown, flat, forest, in_order, needed, shown_columns, sort_column
from sysprobe.cli.screen import alternate, drawable, held
from sysprobe.errors import NoSuchProcess
from sysprobe.host import Host
from sysprobe.table import Row, Table

DEFAULT = "pid,username,status,cpu_percent,memory_percent,rss,num_threads,cpu_time,command"
#: Of these, what a narrow terminal does without, the first one first.
SPARE = ("num_threads", "status", "memory_percent", "rss", "username")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is shown of whom, and how often."""
    parser.add_argument(
        "-o",
        "--columns",
        metavar="NAMES",
        default=DEFAULT,
        help=f"comma-separated, 'help' lists them (default: {DEFAULT})",
    )
    parser.add_argument("-s", "--sort", metavar="COLUMN", help="sort by this column; '-COLUMN' puts the largest first")
    parser.add_argument("-t", "--tree", action="store_true", help="children below their parents")
    choice.add_arguments(parser)
    parser.add_argument(
        "-w",
        "--watch",
        metavar="SECONDS",
        nargs="?",
        type=arguments.seconds(0.05),
        const=2.0,
        help="again every so often (2)",
    )
    parser.add_argument("--count", metavar="N", type=arguments.count, help="with --watch: stop after N times")
    parser.add_argument("--workers", metavar="N", type=arguments.count, default=1, help="read with N threads")


def run(host: Host, options: argparse.Namespace) -> int:
    """Print the table, once or until somebody has seen enough."""
    added = added_attributes(host)
    if options.columns == "help":
        output.write([_help(added)])
        return 0
    view = _View(host, options, added)
    if options.watch is None:
        return view.once()
    if not options.json and drawable(sys.stdout):
        return held(view.watch)
    return view.watch()


class _View:
    """What is shown of whom."""

    def __init__(self, host: Host, options: argparse.Namespace, added: dict[str, Any]) -> None:
        self.host = host
        self.options = options
        self.columns = shown_columns(filter(None, options.columns.split(",")), added)
        if not self.columns:
            raise ValueError("no column is asked for: 'sysprobe ps -o help' lists them")
        self.sorting, self.largest_first = sort_column(options.sort, added)  # it need not be shown
        # Columns that nobody has asked for are the first that a narrow terminal does without.
        spare = SPARE if options.columns == DEFAULT else ()
        self.spare = tuple(place for name in spare for place, each in enumerate(self.columns) if each.name == name)
        self.chosen = choice.Choice(options)
        self.rounds = 0

    def read(self) -> Table:
        """The processes, of which only what is shown, sorted by or chosen by is read."""
        tree = ["pid", "ppid"] if self.options.tree else []
        shown = [*self.columns, *([self.sorting] if self.sorting else [])]
        wanted = [*needed(shown), *self.chosen.needs, *tree, "pid"]
        # In a tree ancestors are drawn too: who is meant is chosen afterwards.
        pids = None if self.options.tree else self.chosen.pids
        return self.host.process_table(tuple(dict.fromkeys(wanted)), pids, workers=self.options.workers)

    def once(self) -> int:
        """Print them. That nobody is whom was asked for is an error, as with ``ps``."""
        table = self.read()
        shown = self.show(table)
        gone = sorted(set(self.chosen.pids or ()) - set(table["pid"]))
        if len(gone) == 1:
            raise NoSuchProcess(gone[0])
        if gone:
            raise ValueError(f"no such processes: {', '.join(map(str, gone))}")
        if not shown and not self.chosen.everybody:
            raise ValueError("no process is like that")
        return 0

    def watch(self) -> int:
        """Print them again and again."""
        drawn = not self.options.json and drawable(sys.stdout)
        with alternate(sys.stdout) if drawn else nullcontext():
            while True:
                started = time.monotonic()
                self.show(self.read(), drawn=drawn)
                sys.stdout.flush()
                self.rounds += 1
                if self.options.count is not None and self.rounds >= self.options.count:
                    return 0
                time.sleep(max(self.options.watch - (time.monotonic() - started), 0.01))

    def show(self, table: Table, *, drawn: bool = False) -> int:
        """Print a table; how many processes it shows."""
        rows = in_order(table, self.sorting, largest_first=self.largest_first)
        if self.options.tree:
            trees = forest(rows, self.chosen)
            branches = flat(trees)
        else:
            trees = branches = [Branch(row, "", []) for row in rows if self.chosen(row)]
        if self.options.json:
            self.write_json(trees)
        else:
            _print(self.section(branches), drawn=drawn, again=self.options.watch is not None)
        return len(branches)

    def write_json(self, trees: list[Branch]) -> None:
        """The trees as nested objects, or flat ones."""
        write = output.write_json if self.options.watch is None else output.write_json_line
        try:
            write("ps", [_nested(each, self.columns) if self.options.tree else _values(each.row, self.columns)
                         for each in trees])  # fmt: skip
        except RecursionError:
            raise ValueError("the tree is too deep for JSON; --json without --tree has each process's ppid") from None

    def section(self, branches: list[Branch]) -> Section:
        """One line for each, with the lines of the tree before the name or what comes next to it."""
        names = [each.name for each in self.columns]
        drawn = next((place for place, name in enumerate(names) if name in ("command", "name", "cmdline", "exe")), None)
        section = Section("", tuple(each.title for each in self.columns), spare=self.spare)
        for branch in branches:
            cells = [each.text(branch.row) for each in self.columns]
            if branch.lead and drawn is not None:
                cells[drawn] = branch.lead + cells[drawn]
            section.rows.append(tuple(cells))
        return section


def _values(row: Row, columns: list[Shown]) -> dict[str, Any]:
    return {each.name: output.plain(each.plain(row)) for each in columns}


def _nested(tree: Branch, columns: list[Shown]) -> dict[str, Any]:
    # By hand on a stack: families can be deeper than Python calls.
    root = _values(tree.row, columns)
    waiting = [(tree, root)]
    while waiting:
        branch, into = waiting.pop()
        into["children"] = [_values(child.row, columns) for child in branch.children]
        waiting += zip(branch.children, into["children"], strict=True)
    return root


def _print(section: Section, *, drawn: bool, again: bool) -> None:
    out = sys.stdout
    size = shutil.get_terminal_size()
    shown = lines(section, size.columns if out.isatty() else None, encoding=output.encoding(out), listing=True)
    paint = output.painter(out)
    if drawn:
        out.write("\x1b[H")
        for line in shown[: size.lines - 1]:
            paint([*line, Piece("\x1b[K")])
        out.write("\x1b[J")
        return
    for line in shown:
        paint(line)
    if again:
        print()


def _help(added: dict[str, Any]) -> Section:
    from sysprobe.types.attributes import COLUMNS

    section = Section("Columns", ("name", "unit", "+meaning"))
    section.rows.append(("command", "", "Command line; the name in brackets where there is none"))
    section.rows.append(("cpu_time", "seconds", "Processor time used"))
    for each in [*COLUMNS.values(), *(attribute.column for attribute in added.values())]:
        section.rows.append((each.name, each.unit, each.doc))
    return section
