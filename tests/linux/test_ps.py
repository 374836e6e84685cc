"""``sysprobe ps`` and ``sysprobe top`` on made-up machines: columns, order, choice, trees, JSON, escapes."""

import argparse
import itertools
import json
import os

import pytest
import sysprobe
from processes import add, machine
from sysprobe.cli import main, top
from sysprobe.cli.display import width as cells_of
from sysprobe.cli.layout import texts
from sysprobe.cli.process_rows import duration

HOSTILE = b"\x1b]0;x\x07\n)\xff\xc2\x9b"


@pytest.fixture
def root(tmp_path):
    machine(tmp_path)
    add(tmp_path, 1, b"init", ppid=0, uid=0, cmdline=b"/sbin/init\0", statm=b"1000 900 0 0 0 0 0\n")
    add(tmp_path, 2, b"kthreadd", ppid=0, uid=0, cmdline=b"", statm=b"0 0 0 0 0 0 0\n")
    add(tmp_path, 10, b"www-server", ppid=1, cmdline=b"www-server\0--port\x0080\0", statm=b"1000 300 0 0 0 0 0\n")
    add(tmp_path, 11, b"www-worker", ppid=10, cmdline=HOSTILE + b"\0", io=None)
    add(tmp_path, 12, HOSTILE[:15], ppid=10, uid=77, state="Z", cmdline=b"")
    add(tmp_path, 20, b"sh", ppid=999, cmdline=b"-sh\0")
    return tmp_path


@pytest.fixture
def ps(root, capsys):
    def run(*arguments, view="ps"):
        code = main([view, "--root", str(root), *arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def column(text, place=0):
    return [line.split()[place] for line in text.splitlines()[1:]]


def test_the_default_columns(ps):
    code, out, err = ps()
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].split() == ["pid", "user", "status", "%cpu", "%mem", "rss", "threads", "time", "command"]
    assert column(out) == ["1", "2", "10", "11", "12", "20"]
    assert lines[3].split()[-3:] == ["www-server", "--port", "80"]
    assert lines[3].split()[1:3] == ["www", "sleeping"]
    assert " 3  0:04.00  www-server" in lines[3]
    assert lines[2].endswith("[kthreadd]")
    assert len({line.index("s", 5) for line in lines if "sleeping" in line}) == 1  # aligned


def test_nothing_that_a_terminal_obeys_is_printed(ps):
    for arguments in ((), ("--tree",), ("-o", "name,cmdline,command")):
        out = ps(*arguments)[1]
        assert not set(out) & {"\x1b", "\x07", "\x9b", "\udcff"}
        assert "\\x1b]0;x\\x07\\n)\\xff\\x9b" in out


@pytest.mark.parametrize(
    ("arguments", "pids"),
    [
        (("-s", "rss"), ["2", "11", "12", "20", "10", "1"]),
        (("-s=-rss",), ["1", "10", "11", "12", "20", "2"]),
        (("--sort=-mem", "-o", "pid"), ["1", "10", "11", "12", "20", "2"]),
        (("-s", "read_bytes", "-o", "pid,name"), ["1", "2", "10", "12", "20", "11"]),  # unknown comes last
        (("-u", "www"), ["10", "11", "20"]),
        (("-u", "77", "-u", "root"), ["1", "2", "12"]),
        (("-n", "www-*"), ["10", "11"]),
        (("-n", "sh", "-n", "init", "-o", "pid"), ["1", "20"]),
        (("-p", "1,20", "-p", "2"), ["1", "2", "20"]),
        (("-p", "1,20", "-u", "root"), ["1"]),
    ],
)
def test_order_and_choice(ps, arguments, pids):
    code, out, err = ps(*arguments)
    assert (code, err) == (0, "")
    assert column(out) == pids


def test_trees_are_drawn(ps):
    out = ps("--tree", "-o", "pid,command")[1]
    assert out.splitlines()[:5] == [
        "pid  command",
        "  1  /sbin/init",
        " 10  └─ www-server --port 80",
        " 11     ├─ \\x1b]0;x\\x07\\n)\\xff\\x9b",
        " 12     └─ [\\x1b]0;x\\x07\\n)\\xff\\x9b]",
    ]
    assert column(out) == ["1", "10", "11", "12", "2", "20"]
    assert column(ps("--tree", "-n", "www-worker", "-o", "pid")[1]) == ["1", "10", "11"]  # with its ancestors
    assert column(ps("--tree", "-p", "10", "-o", "pid")[1]) == ["1", "10"]


def test_trees_are_nested_in_json(ps):
    document = json.loads(ps("--tree", "--json", "-o", "pid,name")[1])
    assert document["view"] == "ps"
    init = document["data"][0]
    assert (init["pid"], init["name"]) == (1, "init")
    (server,) = init["children"]
    assert [child["pid"] for child in server["children"]] == [11, 12]
    assert [each["pid"] for each in document["data"]] == [1, 2, 20]


def test_rings_and_chains_of_any_length(tmp_path, capsys):
    machine(tmp_path)
    add(tmp_path, 1, ppid=2)
    add(tmp_path, 2, ppid=1)
    for pid in range(10, 1010):
        add(tmp_path, pid, ppid=pid - 1, statm=None, status=None, io=None, cgroup=None)
    assert main(["ps", "--root", str(tmp_path), "--tree", "-o", "pid,name"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1003
    assert main(["ps", "--root", str(tmp_path), "--tree", "--json", "-o", "pid,name"]) == 1
    assert "too deep" in capsys.readouterr().err


def test_values_in_json_are_plain(ps):
    rows = json.loads(ps("--json", "-o", "pid,uids,cmdline,terminal,command,cpu_time,no_new_privs")[1])["data"]
    assert rows[2] == {
        "pid": 10,
        "uid": 1000,
        "effective_uid": 1000,
        "saved_uid": 1000,
        "cmdline": ["www-server", "--port", "80"],
        "terminal": None,
        "command": "www-server --port 80",
        "cpu_time": 4.0,
        "no_new_privs": True,
    }


def test_what_does_not_exist_is_said(ps):
    code, out, err = ps("-p", "1,4711", "-o", "pid")
    assert (code, column(out)) == (1, ["1"])
    assert "4711" in err
    for arguments in (("-o", "no_such"), ("-s", "no_such"), ("-o", "environ")):
        code, out, err = ps(*arguments)
        assert (code, out) == (1, "")
        assert err.startswith("sysprobe: ")


def test_this_machine(capsys):
    assert main(["ps", "--json", "-o", "pid,name,ppid,status,command", "-p", str(os.getpid())]) == 0
    (row,) = json.loads(capsys.readouterr().out)["data"]
    assert (row["pid"], row["ppid"], row["name"]) == (os.getpid(), os.getppid(), sysprobe.Process().name())
    assert row["command"] == " ".join(sysprobe.Process().cmdline())
    for arguments in ([], ["--tree"], ["-s=-cpu"]):
        assert main(["ps", *arguments]) == 0
        out = capsys.readouterr().out
        assert str(os.getpid()) in column(out)


def test_numbers_that_stand_for_something_say_so(ps, capsys):
    assert main(["ps", "-p", str(os.getpid()), "--json", "-o", "io_class,capabilities"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["data"]
    process = sysprobe.Process()
    assert row == {
        "io_class": process.ionice().ioclass.name.lower(),
        "capabilities": [each.name.lower() for each in process.capabilities().effective],
    }
    out = ps("-p", "10", "-o", "umask,capabilities,read_bytes,write_chars")[1]
    assert out.splitlines()[1].split() == ["0022", "00000000000000ff", "5", "B", "2", "B"]


def test_the_live_view_fits_every_terminal(root):
    parser = argparse.ArgumentParser()
    top.add_arguments(parser)
    view = top.View(sysprobe.Host(root=root), parser.parse_args([]))
    for width, height in itertools.product((1, 7, 20, 33, 80, 200), (1, 2, 4, 5, 6, 24)):
        frame = texts(top._frame(view, width, height, "utf-8"))
        assert len(frame) == height
        assert max(map(cells_of, frame)) <= width
        assert all(map(str.isascii, texts(top._frame(view, width, height, "ascii"))))
        assert height < 4 or width < 20 or any(line.split()[:1] == ["1"] for line in frame), (width, height)


def test_help_lists_the_columns(ps):
    out = ps("-o", "help")[1]
    assert {"rss", "command", "username", "systemd_unit"} <= {line.split()[0] for line in out.splitlines() if line}


def test_watching_prints_table_after_table(ps):
    out = ps("--watch", "0.05", "--count", "3", "-o", "pid")[1]
    assert out.count("pid\n") == 3
    documents = ps("--watch", "0.05", "--count", "2", "--json", "-o", "pid")[1]
    assert documents.count('"view": "ps"') == 2
    with pytest.raises(SystemExit):
        ps("--watch", "0")


def test_top_for_a_pipe(ps):
    code, out, err = ps("-d", "0.01", "--sort", "mem", view="top")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert "6 processes: 5 sleeping, 1 zombie" in lines[0]
    assert "memory" in lines[1]
    table = next(i for i, line in enumerate(lines) if line.split()[:1] == ["pid"])
    assert [line.split()[0] for line in lines[table + 1 :] if line] == ["1", "10", "11", "12", "20", "2"]
    assert not set(out) & {"\x1b", "\x07", "\x9b"}
    rows = json.loads(ps("-d", "0.01", "--json", view="top")[1])["data"]
    assert {row["pid"] for row in rows} == {1, 2, 10, 11, 12, 20}


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0:00.00"),
        (1.254, "0:01.25"),
        (3599.5, "59:59.50"),
        (3600, "1:00:00"),
        (12367.68, "3:26:07"),
        (90061, "1d 01:01:01"),
    ],
)
def test_durations(seconds, text):
    assert duration(seconds) == text
