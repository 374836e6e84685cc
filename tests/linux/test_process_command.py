"""``sysprobe process PID``: the sections of the sample of psutil 4.4 in its order, right where that is wrong."""

import json
import os
import pty
import re
import subprocess
import sys

import pytest
import sysprobe
from live import as_user, needs_root
from sysprobe.cli import main
from sysprobe.cli.process_values import duration

ORDER = [
    *("pid", "name", "parent", "exe", "cwd", "cmdline", "started", "cpu-tspent", "cpu-times", "cpu-affinity"),
    *("cpu-num", "memory", "memory_%", "user", "uids", "gids", "terminal", "status", "nice", "ionice", "num-threads"),
    *("num-fds", "I/O", "ctx-switches"),
]
LISTS = ["children", "open-files", "connections", "threads", "res-limits", "environ", "mem-maps"]
HOSTILE = "\x1b[31mred\nsecond line\x07 \u202e \udcff"


@pytest.fixture
def child(tmp_path):
    code = "import sys\nopen('/proc/self/comm', 'w').write('(\\x1b[2J')\nprint(flush=True)\nsys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, HOSTILE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path
    ) as child:
        child.stdout.readline()
        yield child
        child.kill()


def shown(capsys, *arguments):
    assert main(["process", *arguments]) == 0
    return capsys.readouterr().out


def test_sections_stand_in_order_and_say_what_is_right(child, capsys, tmp_path):
    process = sysprobe.Process(child.pid)
    process.ionice(2, 5)
    text = shown(capsys, str(child.pid))
    first, *rest = text.strip().split("\n\n")
    labels = [line[:14].strip().replace(" ", "_") for line in first.splitlines()]
    assert labels[: len(ORDER)] == ORDER
    assert [section.splitlines()[0].split()[0] for section in rest][: len(LISTS)] == LISTS
    values = {line[:14].strip(): line[14:].strip() for line in first.splitlines()}
    assert values["parent"] == f"{os.getpid()} ({sysprobe.Process().name()})"
    assert values["cwd"] == str(tmp_path)
    assert values["gids"] == "real={}, effective={}, saved={}".format(*os.getresgid())
    assert values["ionice"] == "best-effort: priority 5"
    assert re.fullmatch(r"user=[\d.]+ s, system=[\d.]+ s, children_user=[\d.]+ s.*", values["cpu-times"])
    assert re.match(r"read_count=\d+, write_count=\d+, read_bytes=[\d.]+ \w+,", values["I/O"])
    assert re.match(r"inheritable=\d+, permitted=\d+, effective=\d+,", values["capabilities"])
    for field in ("rss", "vms", "shared", "text", "data", "uss", "pss", "swap"):
        assert len(re.findall(rf"\b{field}=[\d.]+ \w+", values["memory"])) == 1
    assert "[...]" in text
    assert len(re.findall(r"res-limits \(total=16\)", text)) == 1


def test_hours_are_not_lost():
    assert duration(8914.32 + 3530.59 + 2.77) == "3:27:27.68"
    assert duration(59.999) == "0:01:00.00"
    assert duration(400_000) == "111:06:40.00"


def test_nothing_that_a_terminal_obeys_comes_through(child, capsys):
    for arguments in ([], ["--verbose"]):
        text = shown(capsys, str(child.pid), *arguments)
        assert not set(map(chr, range(32))) - {"\n"} & set(text)
        assert "\u202e" not in text
        assert r"(\x1b[2J" in text
        assert r"\x1b[31mred\nsecond line\x07 \u202e \xff" in text


def test_everything_is_shown_on_demand(child, capsys):
    text = shown(capsys, str(child.pid), "--verbose")
    assert "[...]" not in text
    assert all(name in text for name in sysprobe.Process(child.pid).environ())
    assert "rttime" in text
    if os.geteuid() == 0:
        assert "effective=chown+" in text


def test_json(child, capsys):
    data = json.loads(shown(capsys, str(child.pid), "--json"))["data"]
    assert data["pid"] == child.pid
    assert data["parent"] == {"pid": os.getpid(), "name": sysprobe.Process().name()}
    assert data["cmdline"][-1].encode("utf-8", "surrogatepass") == HOSTILE.encode("utf-8", "surrogatepass")
    assert data["environ"]["PATH"] == os.environ["PATH"]
    assert data["unavailable"] == {}


def test_what_may_not_be_read_says_why(child, capsys):
    needs_root()
    main(["process", str(child.pid)])  # everything is imported
    capsys.readouterr()

    def look():
        read, write = os.pipe()
        os.dup2(write, 1)
        os.close(write)
        sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
        code = main(["process", str(child.pid)])
        sys.stdout.flush()
        return code, os.read(read, 1 << 16).decode()

    code, text = as_user(65534, look)
    assert code == 0
    assert re.search(rf"^exe +\(no right to read /proc/{child.pid}/exe\)$", text, re.MULTILINE)
    assert f"environ\n(no right to read /proc/{child.pid}/environ)" in text
    assert re.search(r"^num-fds +\d+$", text, re.MULTILINE) or not os.stat("/proc/self/fd").st_size


def test_a_process_that_is_not_there(capsys):
    child = subprocess.Popen(["true"])
    child.wait()
    assert main(["process", str(child.pid)]) == 1
    assert "process no longer exists" in capsys.readouterr().err


@pytest.mark.parametrize("columns", [80, 200])
def test_nothing_is_cut_off_on_a_terminal(child, columns):
    """Long values go on in the next line."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(columns), "LINES": "50", "TERM": "dumb"}
    run = subprocess.Popen(
        [sys.executable, "-m", "sysprobe", "process", str(child.pid)], stdout=theirs, env=environment
    )
    os.close(theirs)
    text = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        text += part
    os.close(ours)
    assert run.wait() == 0
    lines = re.sub(r"\x1b\[[\d;]*m", "", text.decode()).replace("\r", "").splitlines()
    assert max(map(len, lines)) <= columns
    about = " ".join(re.split(r"\n *children *\n", "\n".join(lines))[0].split())
    for field in ("uss", "pss", "peak_rss", "page_tables", "cancelled_write_bytes"):
        assert f"{field}=" in about
