"""What holds for the process table on every system, whichever backend answers."""

import os
import subprocess
import sys
import time

import pytest
import sysprobe
from live import between, eventually
from sysprobe.types.attributes import COLUMNS, Kind

TYPES = {Kind.INT: int, Kind.FLOAT: float, Kind.BOOL: bool, Kind.TEXT: str, Kind.TEXTS: list, Kind.INTS: list}


@pytest.fixture(scope="module")
def table():
    return sysprobe.process_table(COLUMNS)


def test_every_column_is_there_in_the_order_asked_for(table):
    assert table.names == tuple(COLUMNS)
    assert sysprobe.process_table(["name", "pid"]).names == ("name", "pid")


def test_values_are_of_the_kind_that_the_column_says(table):
    for series in table.columns:
        assert series.kind is COLUMNS[series.name].kind, series.name
        assert {type(value) for value in series} <= {TYPES[series.kind], type(None)}, series.name


def test_everybody_is_there_once_in_order(table):
    pids = table["pid"].to_list()
    assert pids == sorted(set(pids))
    assert os.getpid() in pids


def test_of_ourselves_the_essentials_are_known(table):
    row = table.filter(pid=os.getpid())[0]
    for name in (
        "name",
        "ppid",
        "status",
        "create_time",
        "cpu_user",
        "cpu_system",
        "rss",
        "vms",
        "num_threads",
        "identity",
    ):
        assert row[name] is not None, name
    assert row.ppid == os.getppid()
    assert row.rss > 0
    assert 0 < row.create_time <= time.time() + 5


def test_sizes_and_counts_are_not_negative(table):
    for series in table.columns:
        if COLUMNS[series.name].unit in ("bytes", "count", "seconds", "percent"):
            assert all(value is None or value >= 0 for value in series), series.name


def test_times_agree_with_the_process_itself():
    def compare():
        process = sysprobe.Process()
        before = process.cpu_times()
        row = sysprobe.process_table(["cpu_times", "create_time"], [os.getpid()])[0]
        after = process.cpu_times()
        between(before.user, row.cpu_user, after.user)
        between(before.system, row.cpu_system, after.system)
        assert row.create_time == pytest.approx(process.create_time(), abs=0.02)

    eventually(compare)


def test_a_child_comes_and_goes():
    code = "print('ready', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout.readline() == "ready\n"
        # A launcher may stand between us and the interpreter; then that one is our child.
        row = sysprobe.process_table(["pid", "ppid", "name"], [child.pid])[0]
        assert (row.pid, row.ppid) == (child.pid, os.getpid())
        assert child.pid in [process.pid for process in sysprobe.process_iter()]
        child.communicate("\n")
    assert sysprobe.process_table(["pid"], [child.pid]).to_dicts() == []
    assert child.pid not in [process.pid for process in sysprobe.process_iter()]


def test_process_iter_knows_what_it_was_asked_for():
    own = next(
        process for process in sysprobe.process_iter(["name", "memory_info", "ppid"]) if process.pid == os.getpid()
    )
    assert own.ppid() == os.getppid()
    assert own.memory_info().rss > 0
    assert own.name() == sysprobe.process_table(["name"], [os.getpid()])["name"][0]
    assert own in list(sysprobe.process_iter())


def test_rates_need_two_looks():
    sampler = sysprobe.ProcessSampler()
    assert sampler.sample(["cpu_percent"], [os.getpid()])["cpu_percent"].to_list() == [None]

    def compare():
        (percent,) = sampler.sample(["cpu_percent"], [os.getpid()])["cpu_percent"]
        assert percent is not None
        assert percent >= 0

    eventually(compare)
