"""The busiest processes, live: q quits, P M T N sort by processor, memory, time, number, R turns the order round."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from sysprobe.cli import output
from sysprobe.cli.keyboard import Keyboard
from sysprobe.cli.process_rows import Shown, in_order, needed, shown_columns
from sysprobe.errors import SysprobeError
from sysprobe.host import Host
from sysprobe.process_sampler import ProcessSampler

if TYPE_CHECKING:
    from sysprobe.table import Row, Table

HELP = "the busiest processes, live"
COLUMNS = ("pid", "username", "nice", "vms", "rss", "shared", "status", "cpu_percent", "memory_percent", "cpu_time")
#: Key → the column to sort by, and whether its largest value comes first.
KEYS = {"P": ("cpu_percent", True), "M": ("rss", True), "T": ("cpu_time", True), "N": ("pid", False)}
FOOT = "q quit  P cpu  M memory  T time  N pid  R reverse"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How often, and how many times."""
    parser.add_argument("-d", "--delay", metavar="SECONDS", type=float, default=2.0, help="between two looks (2)")
    parser.add_argument("--count", metavar="N", type=int, help="stop after N looks")
    parser.add_argument("-s", "--sort", choices=[name for name, _ in KEYS.values()], default="cpu_percent")
    parser.add_argument("--workers", metavar="N", type=int, default=1, help="read with N threads")


class View:
    """What is looked at, in which order."""

    def __init__(self, host: Host, options: argparse.Namespace) -> None:
        self.host = host
        self.sampler = ProcessSampler(host)
        self.columns: list[Shown] = shown_columns([*COLUMNS, "command"], {})
        self.sort: str = options.sort
        self.largest_first = dict(KEYS.values())[options.sort]
        self.workers: int = options.workers
        self.processors = host.cpu_sampler()
        self.use: float | None = self._use()
        self.table: Table = self.sampler.sample(self._names(), workers=self.workers)

    def _names(self) -> list[str]:
        return [name for name in needed(self.columns) if name != "memory_percent"] + ["memory_percent"]

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
        for key in keys:
            if key in ("q", "Q", "\x03", "\x04"):
                return False
            upper = key.upper()
            if upper in KEYS:
                self.sort, self.largest_first = KEYS[upper]
            elif upper == "R":
                self.largest_first = not self.largest_first
        return True

    def rows(self) -> list[Row]:
        """The processes in their order."""
        return in_order(self.table, self.columns, f"-{self.sort}" if self.largest_first else self.sort)

    def section(self, lines: int | None = None) -> output.Section:
        """The table, cut to so many processes."""
        section = output.Section("", tuple(each.title for each in self.columns))
        section.rows = [tuple(each.text(row) for each in self.columns) for row in self.rows()[:lines]]
        return section

    def head(self) -> list[str]:
        """The machine in a few lines; what cannot be told is left out."""
        states: dict[str, int] = {}
        for status in self.table["status"]:
            states[status or "unknown"] = states.get(status or "unknown", 0) + 1
        counted = ", ".join(f"{count} {state}" for state, count in sorted(states.items(), key=lambda item: -item[1]))
        lines = [f"{time.strftime('%H:%M:%S')}  {len(self.table)} processes: {counted}"]
        try:
            lines[0] += "  load " + ", ".join(f"{each:.2f}" for each in self.host.getloadavg())
        except SysprobeError:
            pass
        lines[0] += "" if self.use is None else f"  cpu {self.use:.1f} %"
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
    if options.delay <= 0:
        raise ValueError(f"a delay is positive, not {options.delay}")
    if options.json or not sys.stdout.isatty():
        return _print(View(host, options), options)
    try:
        import rich.live  # noqa: F401
    except ImportError:
        print("sysprobe: the live view needs rich: pip install sysprobe[cli]; or: sysprobe ps --watch", file=sys.stderr)
        return 1
    with _terminated_cleanly():
        return _live(View(host, options), options)


def _print(view: View, options: argparse.Namespace) -> int:
    """For pipes: table after table, the first one when there is something to compare with."""
    for _ in range(options.count or 1):
        time.sleep(options.delay)
        view.look()
        if options.json:
            rows = [{each.name: each.value(row) for each in view.columns} for row in view.rows()]
            output.write_json("top", rows)
        else:
            print("\n".join([*map(output.printable, view.head()), *output.lines(view.section()), ""]))
        sys.stdout.flush()
    return 0


class _Suspended(Exception):  # no error: somebody has pressed Ctrl-Z
    """The view is to be stopped, with the terminal given back meanwhile."""


def _live(view: View, options: argparse.Namespace) -> int:
    while True:
        try:
            return _screen(view, options)
        except _Suspended:
            os.kill(os.getpid(), signal.Signals["SIGSTOP"])  # until somebody says `fg`


def _screen(view: View, options: argparse.Namespace) -> int:
    """The view until it is left, one way or another; then the terminal is as it was."""
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    console = Console(highlight=False, markup=False)

    def frame() -> Text:
        width, height = console.size
        head, foot = view.head(), FOOT
        lines = output.lines(view.section(max(height - len(head) - 3, 0)), width)
        text = Text(no_wrap=True, overflow="crop")
        for line in head:
            text.append(_cut(output.printable(line), width) + "\n")
        text.append("\n" + lines[0].ljust(width) + "\n", style="reverse")
        for line in lines[1:]:
            text.append(line + "\n")
        missing = height - len(head) - 2 - len(lines)
        text.append("\n" * max(missing, 0) + _cut(foot, width), style="dim")
        return text

    looks = 0
    with (
        Keyboard() as keyboard,
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


def _cut(line: str, width: int) -> str:
    return line if len(line) <= width else line[: max(width - 1, 0)] + "…"


@contextmanager
def _terminated_cleanly() -> Iterator[None]:
    """SIGTERM, SIGHUP and Ctrl-Z leave the view as an error would, so that the terminal is given back."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def leave(number: int, _: object) -> NoReturn:
        raise SystemExit(128 + number)

    def suspend(number: int, _: object) -> NoReturn:
        raise _Suspended

    reactions = {"SIGTERM": leave, "SIGHUP": leave, "SIGTSTP": suspend}
    names = [name for name in reactions if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), reactions[name]) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)
