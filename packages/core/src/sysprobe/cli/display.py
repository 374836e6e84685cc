"""Text as a terminal shows it: what may be printed at all, how many columns it takes, where it can be cut or broken."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["cut", "cut_middle", "printable", "width", "wrapped"]

#: What is drawn in place of our own signs where the encoding does not have them.
LOOKALIKES = {"…": "~", "└": "`", "├": "|", "│": "|", "─": "-", "µ": "u", "°": " ", "↓": "v", "↑": "^"}
#: Characters that may take another number of columns than one: not those of European languages, nor lines and arrows.
UNUSUAL = re.compile("[^\\x00-\u02ff\u2018-\u2027\u2190-\u22ff\u2500-\u259f]")


def printable(text: str, encoding: str = "utf-8") -> str:
    """`text` with control characters, and whatever else a terminal would obey or cannot encode, written as escapes."""
    if text.isascii() and text.isprintable():
        return text
    every = encoding.lower().replace("_", "-") in ("utf-8", "utf8")
    if every and text.isprintable():
        return text
    return "".join(
        each if each.isprintable() and (every or _encodable(each, encoding)) else _escaped(each) for each in text
    )


def _encodable(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _escaped(character: str) -> str:
    if character in LOOKALIKES:
        return LOOKALIKES[character]
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that was not UTF-8, as os.fsdecode keeps it
        return f"\\x{code - 0xDC00:02x}"
    return character.encode("unicode_escape").decode() if code < 0xD800 or code > 0xDFFF else f"\\u{code:04x}"


def width(text: str) -> int:
    """How many columns of a terminal `text` takes: two for wide characters, none for accents that stand alone."""
    return len(text) if text.isascii() else len(text) + sum(_columns(each) - 1 for each in UNUSUAL.findall(text))


@lru_cache(4096)
def _columns(character: str) -> int:
    from unicodedata import category, east_asian_width

    if east_asian_width(character) in "WF":
        return 2
    return 0 if category(character) in ("Mn", "Me") else 1


def _end(text: str, start: int, room: int) -> int:
    """Where the part of `text` ends that begins at `start` and takes at most `room` columns."""
    if text.isascii():
        return min(start + room, len(text))
    for place in range(start, len(text)):
        room -= 1 if text[place].isascii() else _columns(text[place])
        if room < 0:
            return place
    return len(text)


def cut(text: str, room: int) -> str:
    """`text`, or as much of its beginning as `room` columns hold, with a mark."""
    end = _end(text, 0, room)
    if end == len(text):
        return text
    return text[: _end(text, 0, room - 1)] + "…" if room > 0 else ""


def cut_middle(text: str, room: int) -> str:
    """`text`, or its beginning and its end: of paths and addresses the last part tells most."""
    if _end(text, 0, room) == len(text) or room < 8:
        return cut(text, room)
    tail = (room - 1) * 2 // 3
    backwards = text[: -4 * tail : -1]  # an end of accents alone is none
    return text[: _end(text, 0, room - 1 - tail)] + "…" + backwards[: _end(backwards, 0, tail)][::-1]


def wrapped(text: str, room: int) -> list[str]:
    """`text` in lines of at most `room` columns, broken at spaces if there are any; ``a=1 s, b=2 s`` after commas."""
    lines, start = [], 0
    fields = "=" in text
    while (end := _end(text, start, max(room, 2))) < len(text):
        comma, space = text.rfind(", ", start, end), text.rfind(" ", start, end + 1)
        if fields and comma >= start + (end - start) // 3:
            stop, following = comma + 1, comma + 2
        elif space > start:
            stop, following = space, space + 1
        else:
            stop = following = end
        lines.append(text[start:stop])
        start = following
    lines.append(text[start:])
    return lines
