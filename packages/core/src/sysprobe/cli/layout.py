"""Tables as lines of a terminal: aligned, and laid out anew where they are wider than it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from sysprobe.cli.display import cut, cut_middle, printable, width, wrapped

__all__ = ["UNKNOWN", "Line", "Piece", "Section", "bar", "lines", "texts"]

#: What stands for an unknown value.
UNKNOWN = "-"
#: Blanks between columns.
GAP = 2
#: Columns that a cell which may be cut or broken keeps.
LEAST = 12
#: Words up to this length are not broken as long as anything else can be done.
LONGEST_WORD = 30
#: Columns that a bar takes, and below which it is left out.
BAR, LEAST_BAR = 20, 6
#: Columns of the terminal that the last column of a listing should have.
LAST = 24
#: So many rows become columns where their table is too wide.
TURNED = 4

Style = Literal["", "title", "head", "titles", "label", "unknown", "low", "high", "full"]
Flow = Literal["whole", "end", "middle", "wrap", "bar"]


class Piece(NamedTuple):
    """A part of a line, and how it is drawn by whoever can."""

    text: str
    style: Style = ""


Line = list[Piece]


@dataclass(slots=True)
class Section:
    """A titled table. The first character of a column's title says what becomes of its cells.

    ``>`` they are aligned to the right. Where the terminal is too narrow, those of ``<`` lose their ends, those of
    ``~`` their middles, those of ``+`` go on in the next line, and ``|`` are bars, which shrink. Others stay whole.

    The foot is a line below the table. `spare` are places of columns that a listing does without, one after the other,
    where its last column would have next to no room.
    """

    title: str
    columns: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = field(default_factory=list)
    foot: str = ""
    spare: tuple[int, ...] = ()


class _Column(NamedTuple):
    title: str
    right: bool
    flow: Flow
    cells: list[str]

    @property
    def natural(self) -> int:
        return max(map(width, (self.title, *self.cells)))

    @property
    def least(self) -> int:
        if self.flow == "bar":
            return LEAST_BAR
        if self.flow == "whole":
            return self.natural
        words = max((width(word) for cell in self.cells for word in cell.split()), default=0)
        word = min(words, LONGEST_WORD) if self.flow == "wrap" else 0
        return min(self.natural, max(LEAST, width(self.title), word))


def bar(percent: float, length: int = BAR) -> str:
    """A bar of use."""
    filled = round(min(max(percent, 0.0), 100.0) / 100 * length)
    return "#" * filled + "." * (length - filled)


def lines(section: Section, room: int | None = None, *, encoding: str = "utf-8", listing: bool = False) -> list[Line]:
    """The table as lines of at most `room` columns.

    Too wide, it does without what tells nothing here and with shorter bars, cuts and breaks the cells that may be, and
    at last writes its columns below each other. A `listing` stays one line for each row, cut at the right.
    """
    result: list[Line] = []
    if section.title:
        title = printable(section.title, encoding)
        result = [[Piece(part, "title")] for part in ([title] if room is None else wrapped(title, room))]
    if not section.rows and not listing:
        return [*result, [Piece("none")]] if section.columns else result
    columns = [
        _column(title, [printable(row[place], encoding) for row in section.rows])
        for place, title in enumerate(section.columns)
    ]
    if listing and room is not None:
        columns = _essential(columns, section.spare, room)
    body = _body(columns, room, listing=listing)
    if encoding.lower() not in ("utf-8", "utf8"):
        body = [[Piece(printable(text, encoding), style) for text, style in line] for line in body]
    if section.foot:
        body.append([Piece(printable(section.foot, encoding), "unknown")])
    return result + body


def texts(lines: list[Line]) -> list[str]:
    """The lines without how they are drawn."""
    return ["".join(piece.text for piece in line) for line in lines]


def _column(title: str, cells: list[str]) -> _Column:
    marks: dict[str, tuple[bool, Flow]] = {
        ">": (True, "whole"),
        "<": (False, "end"),
        "~": (False, "middle"),
        "+": (False, "wrap"),
        "|": (False, "bar"),
    }
    right, flow = marks.get(title[:1], (False, "whole"))
    return _Column(title[1:] if title[:1] in marks else title, right, flow, cells)


def _body(columns: list[_Column], room: int | None, *, listing: bool) -> list[Line]:
    sizes = [each.natural for each in columns]
    if room is None or _total(sizes) <= room:
        return _drawn(columns, sizes)
    if not listing and (found := _narrowed(columns, room)) is not None:
        return _drawn(*found)
    if listing:
        sizes = _shrunk(sizes, [each.least for each in columns], room)
        return [_cut_line(line, room) for line in _drawn(columns, sizes)]
    turned = _turned(columns)
    if turned is not None and _total([each.natural for each in turned]) <= room:
        return _drawn(turned, [each.natural for each in turned])
    return _cards(columns, room)


def _essential(columns: list[_Column], spare: tuple[int, ...], room: int) -> list[_Column]:
    left = dict(enumerate(columns))
    for place in spare:
        *others, last = [each.natural for each in left.values()]
        if _total([*others, min(last, LAST)]) <= room:
            break
        del left[place]
    return list(left.values())


def _total(sizes: list[int]) -> int:
    return sum(sizes) + GAP * (len(sizes) - 1)


def _narrowed(columns: list[_Column], room: int) -> tuple[list[_Column], list[int]] | None:
    """The table within `room`, if it gets along with fewer, shorter or broken cells."""
    telling = [each for each in columns if each.flow == "bar" or not set(each.cells) <= {"", UNKNOWN}]
    barless = [each for each in telling if each.flow != "bar"]
    for chosen in (columns, telling, barless):
        least = [each.least for each in chosen]
        if chosen and _total(least) <= room:
            return chosen, _shrunk([each.natural for each in chosen], least, room)
    return None


def _shrunk(sizes: list[int], least: list[int], room: int) -> list[int]:
    """The sizes with the largest made smaller, none below its least, until all of them fit or no more can be done."""
    sizes = [min(size, max(room, smallest)) for size, smallest in zip(sizes, least, strict=True)]
    for _ in range(_total(sizes) - room):
        place = max(range(len(sizes)), key=lambda place: (sizes[place] > least[place], sizes[place]))
        if sizes[place] <= least[place]:
            break
        sizes[place] -= 1
    return sizes


def _drawn(columns: list[_Column], sizes: list[int]) -> list[Line]:
    result: list[Line] = []
    if any(each.title for each in columns):
        line = [_padded(each.title, size, "head", right=each.right) for each, size in zip(columns, sizes, strict=True)]
        result.append(_joined(line))
    labelled = not columns[0].title
    for row in zip(*(each.cells for each in columns), strict=True):
        cells = [_fitted(each, cell, size) for each, cell, size in zip(columns, row, sizes, strict=True)]
        for number in range(max(map(len, cells))):
            line = []
            for place, (each, parts, size) in enumerate(zip(columns, cells, sizes, strict=True)):
                part = parts[number] if number < len(parts) else ""
                style: Style = "label" if labelled and place == 0 else _style(each, part)
                line.append(_padded(part, size, style, right=each.right))
            result.append(_joined(line))
    return result


def _fitted(column: _Column, cell: str, size: int) -> list[str]:
    if column.flow == "bar":
        return [bar(100.0 * cell.count("#") / len(cell), size) if cell else ""]
    if column.flow in ("end", "middle"):
        return [cut(cell, size) if column.flow == "end" else cut_middle(cell, size)]
    return wrapped(cell, size) if column.flow == "wrap" else [cell]


def _style(column: _Column, cell: str) -> Style:
    if cell == UNKNOWN:
        return "unknown"
    if column.flow == "bar" and cell:
        share = cell.count("#") / len(cell)
        return "low" if share < 0.7 else "high" if share < 0.9 else "full"
    return ""


def _padded(text: str, size: int, style: Style, *, right: bool) -> Line:
    blanks = Piece(" " * (size - width(text)))
    return [blanks, Piece(text, style)] if right else [Piece(text, style), blanks]


def _joined(cells: list[Line]) -> Line:
    line: Line = []
    for place, cell in enumerate(cells):
        line += [Piece(" " * GAP), *cell] if place else cell
    while line and not line[-1].text.strip(" "):
        line.pop()
    return line


def _cut_line(line: Line, room: int) -> Line:
    if sum(width(piece.text) for piece in line) <= room:
        return line
    kept: Line = []
    for piece in line:
        if width(piece.text) >= room:  # something follows, or it is too long itself
            shorter = cut(piece.text + " ", room)
            return [*kept, Piece(shorter, piece.style)]
        kept.append(piece)
        room -= width(piece.text)
    return kept


def _turned(columns: list[_Column]) -> list[_Column] | None:
    """Few rows beside each other, one line for each column."""
    if not 1 <= len(columns[0].cells) <= TURNED:
        return None
    first, *rest = [each for each in columns if each.flow != "bar"]
    labels = _Column(first.title, False, "whole", [each.title for each in rest])
    right = all(each.right for each in rest)
    rows = range(len(first.cells))
    return [labels, *(_Column(first.cells[row], right, "whole", [each.cells[row] for each in rest]) for row in rows)]


def _cards(columns: list[_Column], room: int) -> list[Line]:
    """Each row by itself, one line for each of its cells."""
    shown = [each for each in columns if each.flow != "bar"]
    result: list[Line] = []
    for row in range(len(columns[0].cells)):
        result += [[]] if row else []
        labels = _Column("", False, "whole", [each.title for each in shown])
        values = _Column("", False, "wrap", [each.cells[row] for each in shown])
        sizes = [labels.natural, max(room - labels.natural - GAP, LEAST)]
        result += _drawn([labels, values], sizes)
    return result
