"""The busiest processes, live: q quits, P M T N sort by processor, memory, time, number, R turns the order round,
arrows and page keys scroll. Where output is no terminal: one table (or --count) of what happened within the delay.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import time
from typing import TYPE_CHECKING

from sysprobe.cli import arguments, choice, output
from sysprobe.cli.display import cut, printable
from sysprobe.cli.keyboard import Keyboard
from sysprobe.cli.layout import Line, Piece, Section, lines, texts
from sysprobe.cli.process_rows import Shown, in_order, needed, shown_columns
from sysprobe.cli.screen import drawable, held
from sysprobe.errors import SysprobeError
from sysprobe.host import Host
from sysprobe.process_sampler import ProcessSampler

if TYPE_CHECKING:
    from sysprobe.table import Row, Table

COLUMNS = ("pid", "username", "nice", "vms", "rss", "shared", "status", "cpu_percent", "memory_percent", "cpu_time")
#: What a narrow terminal does without, the first one first.
SPARE = ("shared", "vms", "nice", "status", "memory_percent", "username", "rss")
#: Key → the column to sort by, and whether its largest value comes first.
KEYS = {"P": ("cpu_percent", True), "M": ("rss", True), "T": ("cpu_time", True), "N": ("pid", False)}
FOOT = "q quit  P cpu  M memory  T time  N pid  R reverse  arrows scroll"
#: A key: one that sends several characters, or one that sends itself.
KEY = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|O.)|.", re.DOTALL)
#: How rich draws the parts of a line.
STYLES = {"unknown": "dim", "titles": "reverse"}
#: What keys that scroll send, and by how many lines; pages are counted in screens.
LINES = {"\x1b[A": -1, "\x1b[B": 1, "\x1bOA": -1, "\x1bOB": 1, "k": -1, "j": 1}
PAGES = {"\x1b[5~": -1, "\x1b[6~": 1, "\x1b[H": -(10**6), "\x1b[1~": -(10**6), "\x1b[F": 10**6, "\x1b[4~": 10**6}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How often, and how many times."""
    parser.add_argument(
        "-d",
        "--delay",
        metavar="SECONDS",
        type=arguments.seconds(0.01),
        default=2.0,
        help="between two looks (2)",
    )
    parser.add_argument("--count", metavar="N", type=arguments.count, help="stop after N looks")
    parser.add_argument(
        "-s",
        "--sort",
        metavar="COLUMN",
        type=_sorting,
        default="cpu_percent",
        help="what is sorted by at first: cpu, mem, time or pid (cpu)",
    )
    choice.add_arguments(parser)
    parser.add_argument("--workers", metavar="N", type=arguments.count, default=1, help="read with N threads")


def _sorting(name: str) -> str:
    """One of the columns that keys sort by, by its own name or by that which stands above it."""
    column = {"cpu": "cpu_percent", "mem": "rss", "time": "cpu_time"}.get(name, name)
    if column not in (each for each, _ in KEYS.values()):
        raise argparse.ArgumentTypeError(f"{name!r} is none of cpu, mem, time and pid")
    return column


class View:
    """What is looked at, in which order."""

    def __init__(self, host: Host, options: argparse.Namespace) -> None:
        self.host = host
        self.sampler = ProcessSampler(host)
        self.columns: list[Shown] = shown_columns([*COLUMNS, "command"], {})
        self.chosen = choice.Choice(options)
        self.first = 0
        self.page = 1
        self.sort: str = options.sort
        self.largest_first = dict(KEYS.values())[options.sort]
        self.workers: int = options.workers
        self.processors = host.cpu_sampler()
        self.use: float | None = self._use()
        self.table: Table = self.sampler.sample(self._names(), workers=self.workers)

    def _names(self) -> list[str]:
        names = [*needed(self.columns), *self.chosen.needs]
        return [name for name in dict.fromkeys(names) if name != "memory_percent"] + ["memory_percent"]

    def _use(self) -> float | None:
        """Use of all processors since the last look, percent; None where nobody tells."""
        try:
            return self.processors.percent()
        except SysprobeError:
            return None

    def look(self) -> None:
        """Read everything anew."""
        self.use = self._use()
        self.table = self.sampler.sample(self._names(), workers=self.workers)

    def press(self, keys: str) -> bool:
        """Do what the keys say; False: quit."""
        for key in KEY.findall(keys):
            if key in ("q", "Q", "\x03", "\x04"):
                return False
            upper = key.upper()
            if upper in KEYS:
                self.sort, self.largest_first = KEYS[upper]
                self.first = 0
            elif upper == "R":
                self.largest_first = not self.largest_first
                self.first = 0
            else:
                self.first += LINES.get(key, 0) + PAGES.get(key, 0) * self.page
        return True

    def rows(self) -> list[Row]:
        """The processes that are meant, in their order."""
        column = next(each for each in self.columns if each.name == self.sort)
        rows = in_order(self.table, column, largest_first=self.largest_first)
        return rows if self.chosen.everybody else [row for row in rows if self.chosen(row)]

    def section(self, page: int | None = None) -> Section:
        """The table, or the part of it that so many lines show."""
        rows = self.rows()
        if page is not None:
            self.page = max(page, 1)
            self.first = max(min(self.first, len(rows) - self.page), 0)
            rows = rows[self.first : self.first + page]
        arrow = "↓" if self.largest_first else "↑"
        titles = (each.title + (arrow if each.name == self.sort else "") for each in self.columns)
        cells = [tuple(each.text(row) for each in self.columns) for row in rows]
        spare = tuple(place for name in SPARE for place, each in enumerate(self.columns) if each.name == name)
        return Section("", tuple(titles), cells, spare=spare)

    def head(self) -> list[str]:
        """The machine in a few lines; what cannot be told is left out."""
        states: dict[str, int] = {}
        for status in self.table["status"]:
            states[status or "unknown"] = states.get(status or "unknown", 0) + 1
        ordered = sorted(states.items(), key=lambda item: (item[0] != "running", -item[1]))
        parts = [time.strftime("%H:%M:%S")]
        if self.use is not None:
            parts.append(f"cpu {self.use:.1f} %")
        try:
            parts.append("load " + " ".join(f"{each:.2f}" for each in self.host.getloadavg()))
        except SysprobeError:
            pass
        parts.append(f"{len(self.table)} processes: " + ", ".join(f"{count} {state}" for state, count in ordered))
        lines = ["  ".join(parts)]
        try:
            memory, swap = self.host.virtual_memory(), self.host.swap_memory()
        except SysprobeError:
            return lines
        lines.append(
            f"memory {output.size(memory.used)} of {output.size(memory.total)} used,"
            f" {output.size(memory.available)} available; swap {output.size(swap.used)} of {output.size(swap.total)}"
        )
        return lines


def run(host: Host, options: argparse.Namespace) -> int:
    """The live view on a terminal; plain tables elsewhere."""
    if options.json or not drawable(sys.stdout):
        return _print(View(host, options), options)
    try:
        import rich.live  # noqa: F401
    except ImportError:
        raise ValueError("the live view needs rich: pip install sysprobe[cli]; or: sysprobe ps --watch") from None
    view = View(host, options)
    keyboard = Keyboard()
    return held(lambda: _screen(view, options, keyboard), resized=keyboard.wake)


def _print(view: View, options: argparse.Namespace) -> int:
    """For pipes: table after table, the first one when there is something to compare with."""
    encoding = output.encoding(sys.stdout)
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for _ in range(options.count or 1):
        time.sleep(options.delay)
        view.look()
        if options.json:
            rows = [{each.name: each.value(row) for each in view.columns} for row in view.rows()]
            (output.write_json if options.count is None else output.write_json_line)("top", rows)
        else:
            table = lines(view.section(), room, encoding=encoding, listing=True)
            print(*(printable(line, encoding) for line in view.head()), *texts(table), "", sep="\n")
        sys.stdout.flush()
    return 0


def _screen(view: View, options: argparse.Namespace, keyboard: Keyboard) -> int:
    """The view until it is left, one way or another; then the terminal is as it was."""
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    console = Console(highlight=False, markup=False)
    encoding = output.encoding(sys.stdout)

    def frame() -> Text:
        width, height = console.size
        frame = _frame(view, width, height, encoding)
        text = Text.assemble(
            *((piece.text, STYLES.get(piece.style, piece.style)) for line in frame for piece in (*line, Piece("\n")))
        )
        text.right_crop(1)
        text.no_wrap, text.overflow = True, "crop"
        return text

    looks = 0
    with (
        keyboard,
        Live(console=console, screen=True, auto_refresh=False, transient=True) as live,
    ):
        next_look = time.monotonic()
        while True:
            live.update(frame(), refresh=True)
            left = next_look - time.monotonic()
            try:
                pressed = keyboard.wait(max(left, 0.0))
            except EOFError:
                return 0
            if pressed:
                if not view.press(pressed):
                    return 0
            elif time.monotonic() >= next_look:
                view.look()
                looks += 1
                if options.count is not None and looks >= options.count:
                    return 0
                # The first rates come soon: a screen without them is of no use.
                next_look = time.monotonic() + (options.delay if looks > 1 else min(options.delay, 0.5))


def _frame(view: View, width: int, height: int, encoding: str) -> list[Line]:
    """As many lines as the terminal has: the machine, the processes, the keys."""
    head = [[Piece(printable(cut(printable(line, encoding), width), encoding))] for line in view.head()]
    spare = height - len(head) - 3  # for a blank line, titles and keys
    if spare < 1:  # a terminal of a few lines shows processes
        head, spare = [], max(height - 2, 0)
    else:
        head.append([])
    table = lines(view.section(spare), width, encoding=encoding, listing=True)
    (titles,) = texts(table[:1])
    body = [[Piece(titles.ljust(width), "titles")], *table[1:]]
    body += [[]] * (spare + 1 - len(body))
    return [*head, *body, [Piece(printable(cut(FOOT, width), encoding), "unknown")]][-height:]
