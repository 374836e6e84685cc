"""How an answer is written: as tables, coloured where rich is installed and somebody looks, or as JSON."""

from __future__ import annotations

import json
import math
import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum, Flag
from typing import Any, TextIO

from sysprobe.cli.layout import UNKNOWN, Line, Section, lines, texts

#: Version of the JSON that is written; it changes when a name or a meaning does.
SCHEMA = 1
#: How rich draws the parts of a line: what can be read on light and on dark ground.
STYLES = {
    "title": "bold",
    "head": "underline",
    "label": "green",
    "unknown": "dim",
    "low": "green",
    "high": "yellow",
    "full": "red",
}
#: Fields of records that hold numbers which differ from system to system, and whose names do not.
SOCKET_NUMBERS = {
    ("InterfaceAddress", "family"): "AddressFamily",
    ("Connection", "family"): "AddressFamily",
    ("Connection", "type"): "SocketKind",
}


def write_json(view: str, answer: object, stream: TextIO | None = None, **more: object) -> None:
    """Write an answer as JSON: ``{"schema": 1, "view": ..., "data": ...}``."""
    document = {"schema": SCHEMA, "view": view, "data": plain(answer), **more}
    print(json.dumps(document, indent=2), file=stream or sys.stdout)


def write_json_line(view: str, answer: object) -> None:
    """Write one of many answers: each is a line of its own (JSON Lines)."""
    print(json.dumps({"schema": SCHEMA, "view": view, "data": plain(answer)}), flush=True)


def plain(answer: Any) -> Any:
    """What JSON can hold: records as objects, members of enums by their texts or names, flags as lists of names."""
    if is_dataclass(answer) and not isinstance(answer, type):
        return {each.name: _field(answer, each.name) for each in fields(answer)}
    if isinstance(answer, Flag):
        return [(each.name or str(each.value)).lower() for each in answer]
    if isinstance(answer, Enum):
        return answer.value if isinstance(answer.value, str) else answer.name.lower()
    if isinstance(answer, Mapping):
        return {str(key.value if isinstance(key, Enum) else key): plain(value) for key, value in answer.items()}
    if isinstance(answer, (list, tuple, set, frozenset)):
        return [plain(each) for each in (sorted(answer) if isinstance(answer, (set, frozenset)) else answer)]
    if isinstance(answer, bytes):
        return os.fsdecode(answer)
    if isinstance(answer, float) and not math.isfinite(answer):
        return None  # JSON has no such numbers
    if answer is None or isinstance(answer, (bool, int, float, str)):
        return answer
    return str(answer)


def _field(record: Any, name: str) -> Any:
    value = getattr(record, name)
    kind = SOCKET_NUMBERS.get((type(record).__name__, name))
    if kind is None or not isinstance(value, int):
        return plain(value)
    import socket

    try:
        return getattr(socket, kind)(value).name
    except ValueError:
        return getattr(value, "name", value)


def write(sections: Iterable[Section], stream: TextIO | None = None) -> None:
    """Write tables, fitted to the terminal if it is one; coloured there by rich, if that is installed."""
    out = stream or sys.stdout
    room = shutil.get_terminal_size().columns if out.isatty() else None
    paint = painter(out)
    for section in sections:
        for line in lines(section, room, encoding=encoding(out)):
            paint(line)
        print(file=out)


def encoding(stream: TextIO) -> str:
    """In which encoding a stream is written."""
    return stream.encoding or "utf-8"


def painter(out: TextIO) -> Any:
    """A function that writes a line."""
    if out.isatty():
        try:
            from rich.console import Console
            from rich.text import Text
        except ImportError:
            pass
        else:
            console = Console(file=out, highlight=False, markup=False)  # NO_COLOR is rich's own business

            def paint(line: Line) -> None:
                parts = [(text, STYLES.get(style, "")) for text, style in line]
                # Its idea of how wide a sign is may differ from ours: it must not wrap what fits.
                console.print(Text.assemble(*parts), soft_wrap=True)

            return paint
    return lambda line: print(*texts([line]), file=out)


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
