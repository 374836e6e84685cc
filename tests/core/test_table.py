"""Tables and series: values, missing values, buffers, and every method that makes another table."""

import pickle
from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sysprobe.series import ListSeries, NumberSeries, TextSeries, missing_series, series_of
from sysprobe.table import Table
from sysprobe.types.attributes import Kind

INT64 = st.integers(-(2**63), 2**63 - 1)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(["\udcff", "a\udc80b"])
VALUES = {
    Kind.INT: INT64,
    Kind.FLOAT: st.floats(allow_nan=False),
    Kind.BOOL: st.booleans(),
    Kind.TEXT: TEXTS,
    Kind.TEXTS: st.lists(TEXTS.filter(lambda text: "\0" not in text), max_size=4),
    Kind.INTS: st.lists(INT64, max_size=4),
}
BRIEFLY = settings(deadline=None, max_examples=40)
EACH_KIND = pytest.mark.parametrize("kind", VALUES)


def columns(kind):
    return st.lists(st.none() | VALUES[kind], max_size=40)


@EACH_KIND
@BRIEFLY
@given(data=st.data())
def test_a_series_is_the_list_it_was_made_of(kind, data):
    values = data.draw(columns(kind))
    series = series_of("x", kind, values)
    assert list(series) == series.to_list() == [series[i] for i in range(len(series))] == values
    assert series.missing == values.count(None)
    assert pickle.loads(pickle.dumps(series)).to_list() == values
    assert [series.is_missing(i) for i in range(len(series))] == [value is None for value in values]
    assert (series.validity is None) == (None not in values)


@EACH_KIND
@BRIEFLY
@given(data=st.data())
def test_rows_can_be_taken_in_any_order(kind, data):
    values = data.draw(columns(kind))
    indices = data.draw(st.lists(st.integers(-len(values), len(values) - 1), max_size=40)) if values else []
    series = series_of("x", kind, values)
    assert series.take(indices).to_list() == [values[i] for i in indices]
    assert series[1:].to_list() == values[1:]
    if values:
        assert series[-1] == values[-1]
    for beyond in (len(values), -len(values) - 1):
        with pytest.raises(IndexError):
            series[beyond]
        with pytest.raises(IndexError):
            series.take([beyond])
        with pytest.raises(IndexError):
            Table([series]).take([beyond])


class NoTruth(list):
    """As an array of numpy: what it is equal to, and whether it is true, is no single answer."""

    def __bool__(self):
        raise ValueError("ambiguous")

    def __eq__(self, other):
        return self

    __hash__ = None


def test_arrays_are_indices_and_values_too(table):
    assert table.take(NoTruth([2, -3]))["pid"].to_list() == [2, 3]
    values = [NoTruth([1]), None]
    series = series_of("x", Kind.MAP, values)
    assert series[0] is values[0]
    assert series.missing == 1


def test_numbers_are_typed_buffers():
    series = series_of("rss", Kind.INT, [1, None, 3], "bytes")
    assert (series.values.format, series.values.itemsize, series.values.readonly) == ("q", 8, True)
    assert (series.values[0], series.values[2]) == (1, 3)
    assert series.validity == b"\x05"
    assert series.unit == "bytes"
    assert array("q", NumberSeries("x", Kind.INT, b"\x07" + bytes(7)).values).tolist() == [7]
    assert series_of("x", Kind.FLOAT, [0.5]).values.format == "d"


def test_texts_are_one_buffer():
    series = series_of("name", Kind.TEXT, ["ab", None, "", "ü"])
    assert (series.data, series.offsets.tolist(), series.validity) == (b"ab\xc3\xbc", [0, 2, 2, 2, 4], b"\x0d")
    assert series.raw(0) == b"ab"
    lists = series_of("argv", Kind.TEXTS, [["a", ""], [], None, [""]])
    assert lists.data == b"a\0\0\0"
    assert lists.to_list() == [["a", ""], [], None, [""]]


def test_numbers_and_texts_are_renamed_once_each():
    asked = []

    def name(number):
        asked.append(number)
        return {0: "root"}.get(number)

    assert series_of("uid", Kind.INT, [0, 1, None, 0, 1]).map_text("user", name).to_list() == [
        "root",
        None,
        None,
        "root",
        None,
    ]
    assert asked == [0, 1]
    texts = TextSeries.of_bytes("x", [b"1 2", None, b""])
    assert texts.map_text("y", lambda raw: raw.decode().upper() or None).to_list() == ["1 2", None, None]
    lists = texts.map_lists("y", lambda raw: [int(word) for word in raw.split()])
    assert isinstance(lists, ListSeries)
    assert lists.to_list() == [[1, 2], None, []]


@pytest.fixture
def table():
    return Table(
        [
            series_of("pid", Kind.INT, [3, 1, 2]),
            series_of("name", Kind.TEXT, ["c", "a", None]),
            series_of("rss", Kind.INT, [30, None, 20]),
        ],
        time=7.0,
    )


def test_a_table_has_rows_and_columns(table):
    assert len(table) == 3
    assert table
    assert table.names == ("pid", "name", "rss")
    assert "rss" in table
    assert table["rss"].to_list() == [30, None, 20]
    assert table.to_dicts()[1] == {"pid": 1, "name": "a", "rss": None}
    assert table.to_columns()["name"] == ["c", "a", None]
    row = table[-1]
    assert (row.pid, row["name"], dict(row), len(row)) == (2, None, {"pid": 2, "name": None, "rss": 20}, 3)
    assert row == pickle.loads(pickle.dumps(row))
    thawed = pickle.loads(pickle.dumps(Table(table.columns, time=12.5)))
    assert (thawed.to_dicts(), thawed.time) == (table.to_dicts(), 12.5)
    assert {"pid", "name", "rss", "keys"} <= set(dir(row))
    assert [each.pid for each in table] == [3, 1, 2]
    assert table[1:]["pid"].to_list() == [1, 2]
    with pytest.raises(KeyError):
        table["cpu"]
    with pytest.raises(IndexError):
        table[3]
    with pytest.raises(AttributeError, match="cpu"):
        row.cpu
    assert table.nbytes == 3 * 8 + (1 + 4 * 4 + 2) + (1 + 3 * 8)


@pytest.mark.parametrize(
    ("names", "reverse", "expected"),
    [
        (("pid",), False, [1, 2, 3]),
        (("pid",), True, [3, 2, 1]),
        (("rss",), False, [2, 3, 1]),
        (("rss",), True, [3, 2, 1]),  # the missing one is last both ways
        (("name", "pid"), False, [1, 3, 2]),
    ],
)
def test_sorting(table, names, reverse, expected):
    assert table.sort(*names, reverse=reverse)["pid"].to_list() == expected


def test_selecting_filtering_joining(table):
    assert table.select("rss", "pid").names == ("rss", "pid")
    assert table.filter(name="a")["pid"].to_list() == [1]
    assert table.filter(lambda row: row.rss is not None and row.rss > 10, name="c")["pid"].to_list() == [3]
    assert table.filter(name=None)["pid"].to_list() == [2]
    wider = table.with_columns(missing_series("x", Kind.TEXT, 3), series_of("rss", Kind.FLOAT, [0.0, 1.0, 2.0]))
    assert wider.names == ("pid", "name", "rss", "x")
    assert wider[1].rss == 1.0
    assert wider["x"].missing == 3
    assert pickle.loads(pickle.dumps(table)).to_dicts() == table.to_dicts()
    for other in (table.sort("pid"), table.select("pid"), table.filter(pid=1), wider):
        assert other.time == 7.0


def test_a_table_of_nothing():
    empty = Table([])
    assert (len(empty), list(empty), empty.to_dicts(), empty.names) == (0, [], [], ())
    none = Table([series_of("pid", Kind.INT, [])])
    assert (len(none), list(none), none.sort("pid").to_dicts()) == (0, [], [])
    assert not none


def test_columns_must_fit():
    one, two = series_of("a", Kind.INT, [1]), series_of("b", Kind.INT, [1, 2])
    with pytest.raises(ValueError, match="different lengths"):
        Table([one, two])
    with pytest.raises(ValueError, match="one name"):
        Table([one, one])
    with pytest.raises(OverflowError):
        series_of("a", Kind.INT, [2**63])
    with pytest.raises(TypeError):
        series_of("a", Kind.INT, ["1"])
