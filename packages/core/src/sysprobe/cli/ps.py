"""The processes: all of them or some, as a table or as a tree, once or again and again."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from typing import Any

from sysprobe._process_table import added_attributes
from sysprobe.cli import output
from sysprobe.cli.process_rows import Branch, Shown, flat, forest, in_order, needed, shown_columns
from sysprobe.errors import NoSuchProcess
from sysprobe.host import Host
from sysprobe.table import Row, Table

HELP = "the processes"
DEFAULT = "pid,username,status,cpu_percent,memory_percent,rss,num_threads,cpu_time,command"


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
    parser.add_argument("-u", "--user", metavar="USER", action="append", help="only of this user (name or number)")
    parser.add_argument("-n", "--name", metavar="PATTERN", action="append", help="only of this name; * and ? match")
    parser.add_argument("-p", "--pid", metavar="PID", action="append", help="only these, comma-separated")
    parser.add_argument(
        "-w", "--watch", metavar="SECONDS", nargs="?", type=_interval, const=2.0, help="again every so often (2)"
    )
    parser.add_argument("--count", metavar="N", type=int, help="with --watch: stop after N times")
    parser.add_argument("--workers", metavar="N", type=int, default=1, help="read with N threads")


def _interval(text: str) -> float:
    seconds = float(text)
    if not 0.05 <= seconds <= 86400:
        raise argparse.ArgumentTypeError(f"between 0.05 and 86400 seconds, not {text}")
    return seconds


def run(host: Host, options: argparse.Namespace) -> int:
    """Print the table, once or until somebody has seen enough."""
    added = added_attributes(host)
    if options.columns == "help":
        output.write([_help(added)])
        return 0
    columns = shown_columns(filter(None, options.columns.split(",")), added)
    hidden = shown_columns(["pid", "ppid", "name", "username", "uid"], added)
    if options.sort:
        # A leading minus is order, not part of the name; what is sorted by need not be shown.
        hidden = hidden + shown_columns([options.sort.removeprefix("-")], added)
    pids = _pids(options.pid)
    read = _reader(host, columns, hidden, pids, options)
    if options.watch is None:
        table = read()
        _show(table, columns, [*columns, *hidden], options)
        gone = sorted(set(pids or ()) - set(table["pid"]))
        if gone:
            raise (
                NoSuchProcess(gone[0])
                if len(gone) == 1
                else ValueError(f"no such processes: {', '.join(map(str, gone))}")
            )
        return 0
    with _screen(options):
        rounds = 0
        while True:
            started = time.monotonic()
            _show(read(), columns, [*columns, *hidden], options)
            sys.stdout.flush()
            rounds += 1
            if options.count is not None and rounds >= options.count:
                return 0
            time.sleep(max(options.watch - (time.monotonic() - started), 0.01))


def _reader(
    host: Host, columns: list[Shown], hidden: list[Shown], pids: list[int] | None, options: argparse.Namespace
) -> Callable[[], Table]:
    # What only serves to choose and to draw is read only where it does.
    also = {"pid": True, "ppid": options.tree, "name": options.name, "username": options.user, "uid": options.user}
    sorting = hidden[5:]
    wanted = dict.fromkeys([*needed(columns), *(name for name, used in also.items() if used), *needed(sorting)])
    if options.tree and pids is not None:
        pids = None  # ancestors are drawn too; who is meant is chosen afterwards
    return lambda: host.process_table(tuple(wanted), pids, workers=options.workers)


def _pids(given: list[str] | None) -> list[int] | None:
    if given is None:
        return None
    words = [word for text in given for word in text.replace(",", " ").split()]
    if not all(word.isdigit() for word in words):
        raise ValueError(f"not a list of process ids: {', '.join(given)}")
    return [int(word) for word in words]


def _chosen(options: argparse.Namespace) -> Callable[[Row], bool]:
    """Whether a row is one of those that were asked for."""
    pids = None if options.pid is None else set(_pids(options.pid) or ())

    def wanted(row: Row) -> bool:
        if pids is not None and row.pid not in pids:
            return False
        if options.user and not any(user in (row.username, str(row.uid)) for user in options.user):
            return False
        return not options.name or any(row.name is not None and fnmatchcase(row.name, each) for each in options.name)

    return wanted


def _show(table: Table, columns: list[Shown], sortable: list[Shown], options: argparse.Namespace) -> None:
    rows = in_order(table, sortable, options.sort)
    wanted = _chosen(options)
    if options.tree:
        trees = forest(rows, wanted)
        if options.json:
            try:
                output.write_json("ps", [_nested(tree, columns) for tree in trees])
            except RecursionError:
                raise ValueError(
                    "the tree is too deep for JSON; --json without --tree has each process's ppid"
                ) from None
            return
        lines = flat(trees)
    else:
        lines = [Branch(row, "", []) for row in rows if wanted(row)]
        if options.json:
            output.write_json("ps", [_values(line.row, columns) for line in lines])
            return
    drawn = next((each.name for each in reversed(columns) if each.name in ("command", "name", "cmdline", "exe")), None)
    section = output.Section("", tuple(each.title for each in columns))
    for line in lines:
        cells = [each.text(line.row) for each in columns]
        if line.lead and drawn is not None:
            place = [each.name for each in columns].index(drawn)
            cells[place] = line.lead + cells[place]
        section.rows.append(tuple(cells))
    _print(section, watching=options.watch is not None)


def _values(row: Row, columns: list[Shown]) -> dict[str, Any]:
    return {each.name: each.value(row) for each in columns}


def _nested(tree: Branch, columns: list[Shown]) -> dict[str, Any]:
    # By hand on a stack: families can be deeper than Python calls.
    root = _values(tree.row, columns)
    waiting = [(tree, root)]
    while waiting:
        branch, into = waiting.pop()
        into["children"] = [_values(child.row, columns) for child in branch.children]
        waiting += zip(branch.children, into["children"], strict=True)
    return root


def _print(section: output.Section, *, watching: bool) -> None:
    terminal = sys.stdout.isatty()
    size = shutil.get_terminal_size()
    lines = output.lines(section, size.columns if terminal else None)
    if watching and terminal:
        lines = lines[: size.lines - 1]
        sys.stdout.write("\x1b[H" + "".join(f"{line}\x1b[K\r\n" for line in lines) + "\x1b[J")
    else:
        print("\n".join(lines))
        if watching:
            print()


@contextmanager
def _screen(options: argparse.Namespace) -> Iterator[None]:
    """The terminal's other screen while we draw over and over, and its own one back however that ends."""
    if options.json or not sys.stdout.isatty():
        yield
        return
    sys.stdout.write("\x1b[?1049h\x1b[?25l\x1b[H\x1b[J")
    try:
        yield
    finally:
        # Straight to the descriptor: what is still buffered may be half a line.
        sys.stdout.flush()
        os.write(sys.stdout.fileno(), b"\x1b[?25h\x1b[?1049l")


def _help(added: dict[str, Any]) -> output.Section:
    from sysprobe.types.attributes import COLUMNS

    section = output.Section("Columns", ("name", "unit", "meaning"))
    section.rows.append(("command", "", "Command line; the name in brackets where there is none"))
    section.rows.append(("cpu_time", "seconds", "Processor time used"))
    for each in [*COLUMNS.values(), *(attribute.column for attribute in added.values())]:
        section.rows.append((each.name, each.unit, each.doc))
    return section
