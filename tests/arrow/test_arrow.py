"""Tables in the hands of pyarrow, pandas, polars and DuckDB, which are large: they have a nox session of their own."""

import pytest
from sysprobe.series import ObjectSeries, missing_series, series_of
from sysprobe.table import Table
from sysprobe.types.attributes import Kind

duckdb = pytest.importorskip("duckdb")
pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")
pyarrow = pytest.importorskip("pyarrow")

COLUMNS = {
    "pid": (Kind.INT, [1, None, -3, 2**40, 5, 6, 7, 8, 9]),
    "load": (Kind.FLOAT, [0.5, None, 1.5, 2.0, -1.0, 0.0, 1e300, 3.0, 4.0]),
    "kernel": (Kind.BOOL, [True, False, None, True, False, True, True, False, True]),
    "name": (Kind.TEXT, ["init", None, "", "ü) (x", "a\nb", "c", "d", "e", "f"]),
    "argv": (Kind.TEXTS, [["a", ""], [], None, ["ü"], ["x"], [], [], [], ["y", "z"]]),
    "cpus": (Kind.INTS, [[0, 1], [], None, [7], [], [], [], [], [1, 2, 3]]),
}


@pytest.fixture
def table():
    return Table(series_of(name, kind, values) for name, (kind, values) in COLUMNS.items())


def test_pyarrow_reads_what_was_written(table):
    read = pyarrow.table(table)
    read.validate(full=True)
    assert read.to_pylist() == table.to_dicts()
    assert [str(each) for each in read.schema.types] == [
        *("int64", "double", "bool", "string", "list<item: string>", "list<item: int64>")
    ]
    assert pyarrow.schema(table) == read.schema


def test_polars_reads_it(table):
    assert polars.DataFrame(table).to_dicts() == table.to_dicts()


def test_duckdb_reads_it(table):
    processes = table  # DuckDB finds tables by the names of variables
    assert duckdb.sql("select name from processes where pid = 1").fetchall() == [("init",)]
    total = sum(value for value in COLUMNS["pid"][1] if value is not None)
    assert duckdb.sql("select sum(pid), count(*) from processes").fetchall() == [(total, 9)]
    assert processes


def test_pandas_reads_it(table):
    frame = pandas.DataFrame.from_arrow(table)
    assert frame["name"].tolist()[0] == "init"
    assert frame["pid"].isna().tolist() == [value is None for value in COLUMNS["pid"][1]]


def test_bytes_that_are_no_utf8_are_escaped():
    odd = Table([series_of("name", Kind.TEXT, ["a\udcff", "\udcc3", "b\udca9", "é"])])
    assert pyarrow.table(odd)["name"].to_pylist() == ["a\\xff", "\\xc3", "b\\xa9", "é"]


def test_records_become_texts():
    record = Table([ObjectSeries("limits", Kind.MAP, [{"a": 1}, None])])
    assert pyarrow.table(record)["limits"].to_pylist() == [str({"a": 1}), None]


@pytest.mark.parametrize("rows", [0, 1, 8, 9])
def test_any_number_of_rows(rows):
    made = Table(series_of(name, kind, values[:rows]) for name, (kind, values) in COLUMNS.items())
    made = made.with_columns(missing_series("none", Kind.TEXT, rows))
    assert pyarrow.table(made).to_pylist() == made.to_dicts()
