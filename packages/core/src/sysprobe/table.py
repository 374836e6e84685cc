"""Many things at once: a table of named columns, each in typed buffers instead of an object for each value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, overload

from sysprobe.series import Series, checked

__all__ = ["Row", "Table"]


class Row(Mapping[str, Any]):
    """One row: its values by name, as a mapping and as attributes. ``None`` is unknown."""

    __slots__ = ("_positions", "_values")

    def __init__(self, positions: dict[str, int], values: tuple[Any, ...]) -> None:
        self._positions = positions
        self._values = values

    def __getitem__(self, name: str) -> Any:
        return self._values[self._positions[name]]

    def __getattr__(self, name: str) -> Any:
        try:
            return self._values[self._positions[name]]
        except KeyError:
            raise AttributeError(f"the table has no column {name!r}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._positions)

    def __len__(self) -> int:
        return len(self._positions)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._positions]

    def __reduce__(self) -> tuple[Any, ...]:
        return (Row, (self._positions, self._values))

    def __repr__(self) -> str:
        return f"Row({', '.join(f'{name}={self[name]!r}' for name in self)})"


class Table:
    """Rows and named columns, read at one moment. It never changes: each method answers with a new one.

    A table is read by whatever knows Arrow (pandas, polars, DuckDB, pyarrow) through ``__arrow_c_stream__``; that
    needs the package nanoarrow (``pip install sysprobe[arrow]``).
    """

    __slots__ = ("_columns", "_length", "_positions", "time")

    def __init__(self, columns: Iterable[Series], *, time: float = 0.0) -> None:
        """Put columns of the same length together.

        `time` is when they were read, in seconds of `time.monotonic`. `ValueError`: their lengths differ or a name
        comes twice.
        """
        self._columns: tuple[Series, ...] = tuple(columns)
        self._positions: dict[str, int] = {each.name: i for i, each in enumerate(self._columns)}
        if len(self._positions) < len(self._columns):
            raise ValueError("two columns of one name")
        lengths = {len(each) for each in self._columns}
        if len(lengths) > 1:
            raise ValueError(f"columns of different lengths: {sorted(lengths)}")
        self._length: int = lengths.pop() if lengths else 0
        #: When it was read: seconds of `time.monotonic`.
        self.time: float = time

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(self._positions)

    @property
    def columns(self) -> tuple[Series, ...]:
        """The columns."""
        return self._columns

    @property
    def nbytes(self) -> int:
        """Memory of all buffers, bytes."""
        return sum(each.nbytes for each in self._columns)

    def __len__(self) -> int:
        return self._length

    def __bool__(self) -> bool:
        return self._length > 0

    def __contains__(self, name: object) -> bool:
        return name in self._positions

    def __iter__(self) -> Iterator[Row]:
        return self.rows()

    @overload
    def __getitem__(self, key: str) -> Series: ...
    @overload
    def __getitem__(self, key: int) -> Row: ...
    @overload
    def __getitem__(self, key: slice) -> Table: ...
    def __getitem__(self, key: str | int | slice) -> Series | Row | Table:
        """A column by its name (`KeyError`), a row by its number (`IndexError`), or a table of some rows."""
        if isinstance(key, str):
            return self._columns[self._positions[key]]
        if isinstance(key, slice):
            return self.take(range(*key.indices(self._length)))
        if not -self._length <= key < self._length:
            raise IndexError(f"row {key} of {self._length}")
        return Row(self._positions, tuple(each[key] for each in self._columns))

    def __reduce__(self) -> tuple[Any, ...]:
        return (_table, (self._columns, self.time))

    def __repr__(self) -> str:
        return f"<Table: {self._length} rows of {', '.join(self._positions)}>"

    def rows(self) -> Iterator[Row]:
        """Each row."""
        positions = self._positions
        if not self._columns:
            return iter(())
        values = zip(*(each.to_list() for each in self._columns), strict=True)
        return (Row(positions, each) for each in values)

    def to_dicts(self) -> list[dict[str, Any]]:
        """A dictionary for each row."""
        names = tuple(self._positions)
        if not names:
            return []
        values = zip(*(each.to_list() for each in self._columns), strict=True)
        return [dict(zip(names, each, strict=True)) for each in values]

    def to_columns(self) -> dict[str, list[Any]]:
        """A list for each column."""
        return {each.name: each.to_list() for each in self._columns}

    def take(self, indices: Sequence[int]) -> Table:
        """These rows, in this order. -1 is the last one; `IndexError` if there is no such."""
        indices = checked(indices, self._length)
        return Table((each._take(indices) for each in self._columns), time=self.time)  # noqa: SLF001  # once is enough

    def select(self, *names: str) -> Table:
        """These columns, in this order. `KeyError` if there is none of that name."""
        return Table((self[name] for name in names), time=self.time)

    def with_columns(self, *columns: Series) -> Table:
        """The table with these columns behind its own, or in place of those of the same names."""
        new = {each.name: each for each in columns}
        kept = [new.pop(each.name, each) for each in self._columns]
        return Table((*kept, *new.values()), time=self.time)

    def filter(self, predicate: Callable[[Row], object] | None = None, /, **values: object) -> Table:
        """The rows that satisfy the predicate and whose columns have these values.

        ``table.filter(lambda row: row.rss > 2**30, username="www")``; a comparison with a missing value (None)
        raises `TypeError` as it does everywhere: ask first, ``row.rss is not None and ...``.
        """
        wanted: list[int] | range = range(self._length)
        for name, value in values.items():
            column = self[name].to_list()
            wanted = [index for index in wanted if column[index] == value]
        if predicate is not None:
            columns = [each.to_list() for each in self._columns]
            wanted = [
                index for index in wanted if predicate(Row(self._positions, tuple(column[index] for column in columns)))
            ]
        return self.take(wanted)

    def sort(self, *names: str, reverse: bool = False) -> Table:
        """The rows sorted by these columns, the first one foremost. Missing values come last, also in reverse."""
        order = list(range(self._length))
        for name in reversed(names):
            values = self[name].to_list()
            there = [index for index in order if values[index] is not None]
            there.sort(key=values.__getitem__, reverse=reverse)
            order = there + [index for index in order if values[index] is None]
        return self.take(order)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        r"""The table as an Arrow stream (the PyCapsule interface), without copying numbers.

        `ImportError` without the package nanoarrow. Texts that are no UTF-8 have their odd bytes written as ``\xff``.
        """
        from sysprobe import _arrow

        return _arrow.stream(self, requested_schema)

    def __arrow_c_schema__(self) -> object:
        """The Arrow schema of the table. `ImportError` without the package nanoarrow."""
        from sysprobe import _arrow

        return _arrow.schema(self)


def _table(columns: tuple[Series, ...], time: float) -> Table:
    """A table out of a pickle."""
    return Table(columns, time=time)
