"""How an answer is written: aligned text, rich tables where rich is installed and somebody looks, or JSON."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from typing import Any, Literal, TextIO

#: Version of the JSON that is written; it changes when a name or a meaning does.
SCHEMA = 1
#: What stands for an unknown value.
UNKNOWN = "-"


@dataclass(slots=True)
class Section:
    """A titled table. A column whose title starts with ``>`` is aligned to the right."""

    title: str
    columns: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = field(default_factory=list)


def write_json(view: str, answer: object, stream: TextIO | None = None) -> None:
    """Write an answer as JSON: ``{"schema": 1, "view": ..., "data": ...}``."""
    document = {"schema": SCHEMA, "view": view, "data": plain(answer)}
    print(json.dumps(document, indent=2), file=stream or sys.stdout)


def plain(answer: Any) -> Any:
    """Records as dicts, enums as their values: what JSON can hold."""
    if is_dataclass(answer) and not isinstance(answer, type):
        return {each.name: plain(getattr(answer, each.name)) for each in fields(answer)}
    if isinstance(answer, Enum):
        return plain(answer.value)
    if isinstance(answer, Mapping):
        return {str(key.value if isinstance(key, Enum) else key): plain(value) for key, value in answer.items()}
    if isinstance(answer, (list, tuple, set, frozenset)):
        return [plain(each) for each in (sorted(answer) if isinstance(answer, (set, frozenset)) else answer)]
    if isinstance(answer, bytes):
        return os.fsdecode(answer)
    if answer is None or isinstance(answer, (bool, int, float, str)):
        return answer
    return str(answer)


def write(sections: Iterable[Section], stream: TextIO | None = None) -> None:
    """Write tables: by rich on a terminal if it is installed, else as aligned text."""
    out = stream or sys.stdout
    shown = list(sections)
    if out.isatty() and _with_rich(shown, out):
        return
    width = shutil.get_terminal_size().columns if out.isatty() else None
    for section in shown:
        for line in lines(section, width):
            print(line, file=out)
        print(file=out)


def lines(section: Section, width: int | None = None) -> list[str]:
    """A table as aligned lines, cut to `width` if one is given."""
    titles = [title.removeprefix(">") for title in section.columns]
    right = [title.startswith(">") for title in section.columns]
    rows = [[printable(cell) for cell in row] for row in section.rows]
    table = ([titles] if any(titles) else []) + rows
    widths = [max((len(row[i]) for row in table), default=0) for i in range(len(titles))]
    result = [printable(section.title)] if section.title else []
    for row in table:
        cells = [
            cell.rjust(size) if flush else cell.ljust(size)
            for cell, size, flush in zip(row, widths, right, strict=True)
        ]
        result.append("  ".join(cells).rstrip())
    if width is not None:
        result = [line if len(line) <= width else line[: max(width - 1, 0)] + "…" for line in result]
    return result


def _with_rich(sections: list[Section], out: TextIO) -> bool:
    try:
        from rich import box
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text
    except ImportError:
        return False
    console = Console(file=out, highlight=False, markup=False)  # NO_COLOR is rich's own business
    for section in sections:
        title = Text(printable(section.title), style="bold")
        table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False)
        table.show_header = any(section.columns)
        for name in section.columns:
            justify: Literal["left", "right"] = "right" if name.startswith(">") else "left"
            table.add_column(name.removeprefix(">"), justify=justify, overflow="ellipsis", no_wrap=True)
        for row in section.rows:
            table.add_row(*(Text(printable(cell)) for cell in row))
        console.print(table)
    return True


def printable(text: str) -> str:
    """`text` with control characters, and whatever else a terminal would obey, written as escapes."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else _escaped(each) for each in text)


def _escaped(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that was not UTF-8, as os.fsdecode keeps it
        return f"\\x{code - 0xDC00:02x}"
    return character.encode("unicode_escape").decode() if code < 0xD800 or code > 0xDFFF else f"\\u{code:04x}"


def size(count: float | None) -> str:
    """A number of bytes for people: three figures and a binary unit."""
    if count is None:
        return UNKNOWN
    value = float(count)
    for unit in ("B", "KiB", "MiB", "GiB", "TiB", "PiB"):
        if abs(value) < 999.5 or unit == "PiB":
            break
        value /= 1024
    if unit == "B":
        return f"{count:.0f} B"
    return f"{value:.{0 if abs(value) >= 99.95 else 1 if abs(value) >= 9.995 else 2}f} {unit}"


def number(value: float | None, digits: int = 1, suffix: str = "") -> str:
    """A number, or the mark for an unknown one."""
    if value is None:
        return UNKNOWN
    return f"{value}{suffix}" if isinstance(value, int) else f"{value:.{digits}f}{suffix}"


def text(value: object) -> str:
    """Any value, or the mark for an unknown one."""
    return UNKNOWN if value is None else str(value)


def bar(percent: float, width: int = 20) -> str:
    """A bar of use."""
    filled = round(min(max(percent, 0.0), 100.0) / 100 * width)
    return "#" * filled + "." * (width - filled)
