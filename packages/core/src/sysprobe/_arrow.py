"""Tables as Arrow streams, through nanoarrow."""

from __future__ import annotations

import os
from array import array
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

from sysprobe.series import ListSeries, NumberSeries, Series, TextSeries, bits
from sysprobe.types.attributes import Kind

try:
    import nanoarrow
    from nanoarrow.c_array_stream import CArrayStream
except ImportError as error:
    raise ImportError("tables are read by other packages through nanoarrow: pip install sysprobe[arrow]") from error

if TYPE_CHECKING:
    from sysprobe.table import Table


def stream(table: Table, requested_schema: object | None) -> Any:
    """A capsule of the whole table as a stream of one batch."""
    kind = _schema(table)
    children = [_array(each) for each in table.columns]
    batch = nanoarrow.c_array_from_buffers(kind, len(table), [None], null_count=0, children=children)
    return CArrayStream.from_c_arrays([batch], batch.schema).__arrow_c_stream__(requested_schema)


def schema(table: Table) -> Any:
    """A capsule of the schema."""
    return nanoarrow.c_schema(_schema(table)).__arrow_c_schema__()


def _schema(table: Table) -> Any:
    return nanoarrow.struct({each.name: _type(each) for each in table.columns})


def _type(series: Series) -> Any:
    kind = series.kind
    if kind is Kind.BOOL:
        return nanoarrow.bool_()
    if isinstance(series, NumberSeries):
        return nanoarrow.float64() if kind is Kind.FLOAT else nanoarrow.int64()
    if isinstance(series, ListSeries):
        return nanoarrow.list_(nanoarrow.int64())
    return nanoarrow.list_(nanoarrow.string()) if kind is Kind.TEXTS else nanoarrow.string()


def _array(series: Series) -> Any:
    kind, validity, length, missing = _type(series), series.validity, len(series), series.missing
    if isinstance(series, NumberSeries):
        values = bits(series.values) if series.kind is Kind.BOOL else series.values
        return nanoarrow.c_array_from_buffers(kind, length, [validity, values], null_count=missing)
    if isinstance(series, ListSeries):
        child = nanoarrow.c_array_from_buffers(
            nanoarrow.int64(), len(series.values), [None, series.values], null_count=0
        )
        return nanoarrow.c_array_from_buffers(
            kind, length, [validity, series.offsets], null_count=missing, children=[child]
        )
    if not isinstance(series, TextSeries):
        # Records and dictionaries have no type that fits all of them: their text.
        texts = [None if value is None else _valid(str(value)) for value in series.to_list()]
        series = TextSeries.of_bytes(series.name, texts)
    if series.kind is not Kind.TEXTS:
        offsets, data = _texts(series.data, series.offsets)
        return nanoarrow.c_array_from_buffers(kind, length, [validity, offsets, data], null_count=missing)
    ends = array("i", accumulate((series.raw(i).count(b"\0") for i in range(length)), initial=0))
    parts = series.data.split(b"\0")[:-1]
    starts = array("i", accumulate(map(len, parts), initial=0))
    offsets, data = _texts(b"".join(parts), memoryview(starts))
    child = nanoarrow.c_array_from_buffers(nanoarrow.string(), len(parts), [None, offsets, data], null_count=0)
    return nanoarrow.c_array_from_buffers(kind, length, [validity, ends], null_count=missing, children=[child])


def _texts(data: bytes, offsets: memoryview) -> tuple[memoryview | array[int], bytes]:
    """The buffers as they are if they are ASCII; otherwise each text made valid UTF-8."""
    if data.isascii():
        return offsets, data
    parts = [_valid(os.fsdecode(data[start:end])) for start, end in pairwise(offsets)]
    return array("i", accumulate(map(len, parts), initial=0)), b"".join(parts)


def _valid(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        return os.fsencode(text).decode(errors="backslashreplace").encode()
