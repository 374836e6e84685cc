"""The process table of a Mac, and the whole way from a Host to it."""

import pytest
import sysprobe
from machine import ME, MINE, OTHER, PAGE, ROOT, ZOMBIE, Fault, argument_block
from sysprobe.plugin import Backend, Context
from sysprobe.types.attributes import COLUMNS
from sysprobe_macos import BACKEND
from sysprobe_macos.process import Process

EVERYBODY = [0, 1, ROOT, OTHER, MINE, ZOMBIE, ME]


@pytest.fixture
def processes():
    return Process(Context("macos"))


@pytest.fixture
def host(people):
    """A Host whose one backend is ours, on whatever system this runs."""
    backend = Backend(name="made-up-mac", api=BACKEND.api, providers=BACKEND.providers)
    return sysprobe.Host(backends=[backend])


def test_what_the_list_tells_costs_one_call(people, processes):
    table = processes.process_table(("pid", "ppid", "uid", "effective_gid", "create_time", "nice"), None, 1)
    assert table["pid"].to_list() == EVERYBODY
    assert table["uid"].to_list() == [0, 0, 0, 502, 501, 501, 501]
    assert table["effective_gid"].to_list() == [1, 1, 1, 503, 502, 502, 502]
    assert people.calls("sysctl:process") == 0
    assert people.calls("sysctl:list") == 1


def test_what_is_refused_is_missing_and_who_is_gone_is_left_out(people, processes):
    people.order("proc_pidinfo:04", Fault.VANISH, MINE, nth=5)
    table = processes.process_table(("pid", "rss", "name", "status", "identity", "seccomp"), None, 1)
    assert table["pid"].to_list() == [pid for pid in EVERYBODY if pid != MINE]
    assert table["rss"].to_list() == [None, None, None, None, None, 1 << 20]
    assert table["status"].to_list() == ["running", "running", "running", "running", "zombie", "running"]
    assert table["identity"].to_list() == [100_000 + pid for pid in table["pid"]]
    assert table["seccomp"].missing == 6


def test_one_whose_pid_was_taken_meanwhile_is_left_out(people, processes):
    people.order("sysctl:process", Fault.REPLACE, MINE, nth=1)
    table = processes.process_table(("pid", "identity"), [MINE, ME, 77], 1)
    assert table["pid"].to_list() == [ME]


def test_no_processes(people, processes):
    table = processes.process_table(("pid", "name", "cpu_user"), [], 1)
    assert (len(table), table.names) == (0, ("pid", "name", "cpu_user"))


def test_every_column(people, processes):
    people.arguments(people.start(600, uid=501, executable=b"/bin/x"), argument_block(b"x", environment=[b"A=1"]))
    people.map(600, 1 << 32, PAGE, private_resident=1)
    table = processes.process_table(tuple(COLUMNS), [600, OTHER, ZOMBIE, 0], 4)
    row = table.to_dicts()[0]
    assert (row["cmdline"], row["exe"], row["num_threads"], row["uss"]) == (["x"], "/bin/x", 3, PAGE)
    assert row["memory_percent"] == 100 * (1 << 20) / (16 << 30)
    assert (row["cpu_user"], row["voluntary_switches"], row["major_faults"]) == (2.0, 99, 7)
    assert row["cpu_percent"] is None
    assert len(table) == 4


def test_a_host_answers_from_it(host, people):
    assert host.virtual_memory().total == 16 << 30
    assert host.uptime() == 86_400.5
    assert host.pids() == EVERYBODY
    mine = host.process(MINE)
    assert (mine.name(), mine.ppid(), mine.memory_info().rss) == ("mine", 1, 1 << 20)
    assert [child.pid for child in mine.children()] == [ZOMBIE]
    theirs = host.process(OTHER)
    assert theirs.name() == "other"
    with pytest.raises(sysprobe.AccessDenied, match="other"):
        theirs.memory_maps()
    with pytest.raises(sysprobe.ZombieProcess):
        host.process(ZOMBIE).memory_maps()
    people.map(MINE, 1 << 32, PAGE, b"/bin/mine", protection=5, resident=1)
    people.map(MINE, 1 << 33, PAGE, b"/bin/mine", protection=3, resident=1)
    (grouped,) = mine.memory_maps()
    assert (grouped.path, grouped.count, grouped.size, grouped.rss) == ("/bin/mine", 2, 2 * PAGE, 2 * PAGE)
    with pytest.raises(sysprobe.CapabilityUnavailable):
        host.sensors_fans()


def test_another_root_is_refused(people):
    backend = Backend(name="made-up-mac", api=BACKEND.api, providers=BACKEND.providers)
    host = sysprobe.Host("/tmp", backends=[backend])
    for asked in (host.virtual_memory, host.pids, host.net_if_addrs, host.boot_time, lambda: host.process(1)):
        with pytest.raises(sysprobe.CapabilityUnavailable, match="running machine"):
            asked()
