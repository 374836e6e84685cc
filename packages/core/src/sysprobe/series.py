"""One column of a table: values of one kind in typed buffers, with a mark for each one that is missing."""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any, overload

from sysprobe.types.attributes import Kind

__all__ = ["ListSeries", "NumberSeries", "ObjectSeries", "Series", "TextSeries", "missing_series", "series_of"]

_BITS = bytes.maketrans(b"01", b"\0\1")


class Series(Sequence[Any]):
    """The values of one column, in the order of the rows: a sequence in which ``None`` stands for what is missing."""

    __slots__ = ("_length", "kind", "name", "unit", "validity")

    def __init__(self, name: str, kind: Kind, length: int, validity: bytes | None, unit: str = "") -> None:
        #: Name of the column.
        self.name: str = name
        #: What it holds.
        self.kind: Kind = kind
        #: ``bytes``, ``seconds``, ``percent``, ``count`` or empty.
        self.unit: str = unit
        #: Bit i, least significant first, is set where value i is there; None: all are. As in Arrow.
        self.validity: bytes | None = validity
        self._length = length

    def __len__(self) -> int:
        return self._length

    def is_missing(self, index: int) -> bool:
        """Whether the value of this row is missing."""
        return self.validity is not None and not self.validity[index >> 3] >> (index & 7) & 1

    @property
    def missing(self) -> int:
        """How many values are missing."""
        return 0 if self.validity is None else self._length - self._mask().count(1)

    @property
    def nbytes(self) -> int:
        """Memory of the buffers, bytes."""
        return sum(memoryview(buffer).nbytes for buffer in self.buffers() if buffer is not None)

    def buffers(self) -> tuple[bytes | memoryview | None, ...]:
        """The buffers as Arrow lays them out: validity, offsets if the values have different sizes, values."""
        return (self.validity,)

    def to_list(self) -> list[Any]:
        """All values; ``None`` where one is missing."""
        values = self._values()
        if self.validity is not None:
            values = [value if there else None for value, there in zip(values, self._mask(), strict=True)]
        return values

    def take(self, indices: Sequence[int]) -> Series:
        """A series of the values of these rows, in this order. -1 is the last one; `IndexError` if there is no such."""
        return self._take(checked(indices, self._length))

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> Series: ...
    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return self._take(range(*index.indices(self._length)))
        if index < 0:
            index += self._length
        if not 0 <= index < self._length:
            raise IndexError(f"row {index} of {self._length}")
        return None if self.is_missing(index) else self._value(index)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.to_list())

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}: {self._length} values, {self.missing} missing>"

    def _take(self, indices: Sequence[int]) -> Series:
        """As `take`, for indices that are known to be right."""
        raise NotImplementedError

    def _value(self, index: int) -> Any:
        raise NotImplementedError

    def _values(self) -> list[Any]:
        raise NotImplementedError

    def _mask(self) -> bytes:
        """One byte for each row, 1 where the value is there."""
        if self.validity is None:
            return b"\1" * self._length
        whole = int.from_bytes(self.validity, "little")
        return f"{whole:0{self._length}b}"[::-1].encode()[: self._length].translate(_BITS) if self._length else b""

    def _take_validity(self, indices: Sequence[int]) -> bytes | None:
        if self.validity is None:
            return None
        mask = self._mask()
        return _pack([mask[index] for index in indices])


class NumberSeries(Series):
    """Numbers in one buffer: ``values`` is a memoryview of 64-bit integers (``q``) or floats (``d``)."""

    __slots__ = ("values",)

    def __init__(
        self,
        name: str,
        kind: Kind,
        values: bytes | memoryview | array[Any],
        validity: bytes | None = None,
        unit: str = "",
    ) -> None:
        view: Any = memoryview(values)
        if view.format not in ("q", "d"):
            view = view.cast("B").cast("d" if kind is Kind.FLOAT else "q")
        super().__init__(name, kind, len(view), validity, unit)
        #: The numbers; what stands at a missing one means nothing. Flags (``bool``) are 0 and 1.
        self.values: memoryview = view.toreadonly()

    def buffers(self) -> tuple[bytes | memoryview | None, ...]:
        return (self.validity, self.values)

    def __reduce__(self) -> tuple[Any, ...]:
        return (NumberSeries, (self.name, self.kind, self.values.tobytes(), self.validity, self.unit))

    def _take(self, indices: Sequence[int]) -> NumberSeries:
        values = self.values
        taken = array("d" if self.kind is Kind.FLOAT else "q", [values[index] for index in indices])
        return NumberSeries(self.name, self.kind, taken, self._take_validity(indices), self.unit)

    def _value(self, index: int) -> Any:
        return bool(self.values[index]) if self.kind is Kind.BOOL else self.values[index]

    def _values(self) -> list[Any]:
        values = self.values.tolist()
        return [value != 0 for value in values] if self.kind is Kind.BOOL else values

    def map_text(self, name: str, meaning: Callable[[int], str | None]) -> TextSeries:
        """Texts for the numbers. `meaning` is asked once for each different one; None makes the value missing."""
        values = self.to_list()
        known: dict[int | None, bytes | None] = {}
        for value in dict.fromkeys(values):
            text = None if value is None else meaning(value)
            known[value] = None if text is None else os.fsencode(text)
        return TextSeries.of_bytes(name, [known[value] for value in values])


class TextSeries(Series):
    """Texts in one buffer: text i is ``data[offsets[i]:offsets[i + 1]]``, as the OS gave its bytes."""

    __slots__ = ("data", "offsets")

    def __init__(
        self,
        name: str,
        kind: Kind,
        data: bytes,
        offsets: bytes | memoryview | array[int],
        validity: bytes | None = None,
        unit: str = "",
    ) -> None:
        view = memoryview(offsets)
        if view.format != "i":
            view = view.cast("B").cast("i")
        super().__init__(name, kind, len(view) - 1, validity, unit)
        #: The bytes of all texts; the members of a list of texts (``texts``) are each followed by NUL.
        self.data: bytes = data
        #: Where each text begins, and where the last one ends (32-bit integers).
        self.offsets: memoryview = view.toreadonly()

    @classmethod
    def of_bytes(cls, name: str, values: Sequence[bytes | None], kind: Kind = Kind.TEXT, unit: str = "") -> TextSeries:
        """A series of these texts; None is missing."""
        parts: list[bytes] = values if None not in values else [value or b"" for value in values]  # type: ignore[assignment]
        validity = _pack([value is not None for value in values]) if parts is not values else None
        offsets = array("i", accumulate(map(len, parts), initial=0))
        return cls(name, kind, b"".join(parts), offsets, validity, unit)

    def buffers(self) -> tuple[bytes | memoryview | None, ...]:
        return (self.validity, self.offsets, self.data)

    def __reduce__(self) -> tuple[Any, ...]:
        return (TextSeries, (self.name, self.kind, self.data, self.offsets.tobytes(), self.validity, self.unit))

    def _take(self, indices: Sequence[int]) -> TextSeries:
        data, offsets = self.data, self.offsets
        parts = [data[offsets[index] : offsets[index + 1]] for index in indices]
        starts = array("i", accumulate(map(len, parts), initial=0))
        validity = self._take_validity(indices)
        return TextSeries(self.name, self.kind, b"".join(parts), starts, validity, self.unit)

    def raw(self, index: int) -> bytes:
        """The bytes of one text."""
        return self.data[self.offsets[index] : self.offsets[index + 1]]

    def map_text(self, name: str, meaning: Callable[[bytes], str | None]) -> TextSeries:
        """Other texts for the texts. `meaning` is asked once for each different one; None makes the value missing."""
        known: dict[bytes, bytes | None] = {}
        found: list[bytes | None] = []
        for index, there in enumerate(self._mask()):
            raw = self.raw(index) if there else None
            if raw is not None and raw not in known:
                text = meaning(raw)
                known[raw] = None if text is None else os.fsencode(text)
            found.append(None if raw is None else known[raw])
        return TextSeries.of_bytes(name, found)

    def map_lists(self, name: str, meaning: Callable[[bytes], Sequence[int] | None]) -> ListSeries:
        """Lists of numbers for the texts; None makes the value missing."""
        mask = self._mask()
        return ListSeries.of_lists(
            name, [meaning(self.raw(index)) if mask[index] else None for index in range(len(self))]
        )

    def _value(self, index: int) -> Any:
        text = os.fsdecode(self.raw(index))
        return text.split("\0")[:-1] if self.kind is Kind.TEXTS else text

    def _values(self) -> list[Any]:
        if self.data.isascii():
            whole = self.data.decode("ascii")
            texts = [whole[start:end] for start, end in pairwise(self.offsets)]
        else:
            texts = [os.fsdecode(self.data[start:end]) for start, end in pairwise(self.offsets)]
        return [text.split("\0")[:-1] for text in texts] if self.kind is Kind.TEXTS else texts


class ListSeries(Series):
    """Lists of whole numbers: list i is ``values[offsets[i]:offsets[i + 1]]``."""

    __slots__ = ("offsets", "values")

    def __init__(self, name: str, values: array[int], offsets: array[int], validity: bytes | None = None) -> None:
        super().__init__(name, Kind.INTS, len(offsets) - 1, validity)
        #: All numbers (64 bits each).
        self.values: memoryview = memoryview(values).toreadonly()
        #: Where each list begins, and where the last one ends (32-bit integers).
        self.offsets: memoryview = memoryview(offsets).toreadonly()

    @classmethod
    def of_lists(cls, name: str, lists: Sequence[Sequence[int] | None]) -> ListSeries:
        """A series of these lists; None is missing."""
        values = array("q")
        for each in lists:
            values.extend(each or ())
        offsets = array("i", accumulate((len(each or ()) for each in lists), initial=0))
        return cls(name, values, offsets, _pack([each is not None for each in lists]) if None in lists else None)

    def buffers(self) -> tuple[bytes | memoryview | None, ...]:
        return (self.validity, self.offsets, self.values)

    def __reduce__(self) -> tuple[Any, ...]:
        return (ListSeries, (self.name, array("q", self.values), array("i", self.offsets), self.validity))

    def _take(self, indices: Sequence[int]) -> ListSeries:
        return ListSeries.of_lists(self.name, [self[index] for index in indices])

    def _value(self, index: int) -> Any:
        return self.values[self.offsets[index] : self.offsets[index + 1]].tolist()

    def _values(self) -> list[Any]:
        return [self._value(index) for index in range(self._length)]


class ObjectSeries(Series):
    """Values of any kind in a plain list: for attributes that are records or dictionaries."""

    __slots__ = ("values",)

    def __init__(self, name: str, kind: Kind, values: Iterable[Any], unit: str = "") -> None:
        #: The values; None is missing.
        self.values: list[Any] = list(values)
        there = [value is not None for value in self.values]  # `None in values` would ask what they think equal to it
        super().__init__(name, kind, len(self.values), _pack(there), unit)

    def _take(self, indices: Sequence[int]) -> ObjectSeries:
        return ObjectSeries(self.name, self.kind, (self.values[index] for index in indices), self.unit)

    def _value(self, index: int) -> Any:
        return self.values[index]

    def _values(self) -> list[Any]:
        return list(self.values)


def series_of(name: str, kind: Kind, values: Sequence[Any], unit: str = "") -> Series:
    """A series of Python values; None is missing.

    `TypeError`, `OverflowError` (numbers beyond 64 bits) or `ValueError` (texts that no system could have given) if one
    does not fit the kind.
    """
    if kind in (Kind.INT, Kind.FLOAT, Kind.BOOL):
        code = "d" if kind is Kind.FLOAT else "q"
        if None not in values:
            return NumberSeries(name, kind, array(code, values), None, unit)
        numbers = array(code, [0 if value is None else value for value in values])
        return NumberSeries(name, kind, numbers, _pack([value is not None for value in values]), unit)
    if kind is Kind.TEXT:
        return TextSeries.of_bytes(name, [None if v is None else os.fsencode(v) for v in values], kind, unit)
    if kind is Kind.TEXTS:
        joined = [None if v is None else b"".join(os.fsencode(text) + b"\0" for text in v) for v in values]
        return TextSeries.of_bytes(name, joined, kind, unit)
    if kind is Kind.INTS:
        return ListSeries.of_lists(name, values)
    return ObjectSeries(name, kind, values, unit)


def missing_series(name: str, kind: Kind, length: int, unit: str = "") -> Series:
    """A series of which every value is missing: what an OS does not report."""
    return series_of(name, kind, [None] * length, unit)


def checked(indices: Sequence[int], length: int) -> Sequence[int]:
    """Indices of that many rows with negative ones counted from the end. `IndexError` for one beyond them."""
    if len(indices) == 0:  # they may be an array, which has no truth
        return indices
    low, high = min(indices), max(indices)
    if low < -length or high >= length:
        raise IndexError(f"row {high if high >= length else low} of {length}")
    return [index + length if index < 0 else index for index in indices] if low < 0 else indices


def bits(there: Iterable[object]) -> bytes:
    """A mask as bits, the first one least significant."""
    text = "".join(["1" if each else "0" for each in there])
    return int(text[::-1] or "0", 2).to_bytes((len(text) + 7) // 8, "little")


def _pack(there: Sequence[object]) -> bytes | None:
    """Validity bits of a mask; None where nothing is missing."""
    return None if all(there) else bits(there)
