"""One process of Linux: what is told of it, against /proc read by hand and the tools that everybody uses."""

import os
import re
import resource
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sysprobe
from live import between, eventually, needs
from sysprobe.types.attributes import ATTRIBUTES
from sysprobe.types.process import IOClass, Limit, SchedulerPolicy

CHILD = """
import os, socket, sys, threading
folder = sys.argv[1]
kept = [open(os.path.join(folder, name), mode) for name, mode in
        (("r", "r"), ("w", "w"), ("a", "a"), ("r+", "r+"), ("a+", "a+"))]
kept[1].write("12345"); kept[1].flush()
gone = open(os.path.join(folder, "gone"), "w"); os.unlink(gone.name)
server = socket.create_server(("127.0.0.1", 0))
client = socket.create_connection(server.getsockname())
stop, started = threading.Event(), threading.Barrier(4)
def work(name):
    with open(f"/proc/self/task/{threading.get_native_id()}/comm", "w") as file:
        file.write(name)
    started.wait()
    stop.wait()
for i in range(3):
    threading.Thread(target=work, args=(f"worker {i}",), daemon=True).start()
started.wait()
print(server.getsockname()[1], flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("process")
    for name in ("r", "r+"):
        (path / name).write_text("0123456789")
    return path


@pytest.fixture(scope="module")
def child(folder):
    """A process with files, sockets and threads, and all settings away from their defaults."""
    command = [sys.executable, "-c", CHILD, str(folder), "a b", ""]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder, env={"A": "1=2", "B": "", "PATH": "/bin"},
        start_new_session=True,
    ) as child:  # fmt: skip
        child.port = int(child.stdout.readline())
        try:
            yield child
        finally:
            child.kill()


@pytest.fixture(scope="module")
def process(child):
    return sysprobe.Process(child.pid)


def by_hand(pid, name):
    return Path(f"/proc/{pid}/{name}").read_text()


def status(pid, key):
    return re.search(rf"^{key}:\s*(.*)$", by_hand(pid, "status"), re.MULTILINE)[1].split()


def output(*command):
    clean = os.environ | {"LC_ALL": "C.UTF-8"}  # in others ps writes letters that it does not know as "?"
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, env=clean).stdout


def test_who_it_is(process, child, folder):
    assert process.ppid() == os.getpid()
    assert process.name() == Path(os.readlink(f"/proc/{child.pid}/exe")).name or process.name().startswith("python")
    assert process.exe() == os.readlink(f"/proc/{child.pid}/exe")
    assert process.cmdline() == child.args
    assert process.environ() == {"A": "1=2", "B": "", "PATH": "/bin"}
    assert process.cwd() == str(folder)
    assert process.root() == "/"
    assert process.process_group() == process.session() == child.pid
    assert process.terminal() is None
    assert process.tracer() is None
    assert process.kernel_thread() is False
    assert process.umask() == int(status(child.pid, "Umask")[0], 8)
    assert process.groups() == os.getgroups()
    assert process.namespace_pids()[-1] == int(status(child.pid, "NStgid")[-1])


def test_its_start_is_that_of_ps(process, child):
    """Whole seconds since the epoch, by way of the time since the start; ps rounds down."""
    needs("ps")

    def compare():
        before = sysprobe.uptime()
        elapsed = int(output("ps", "-o", "etimes=", "-p", str(child.pid)))
        after = sysprobe.uptime()
        started = process.create_time() - sysprobe.boot_time()
        between(before - started, elapsed, after - started, slack=2)

    eventually(compare)


@pytest.mark.parametrize(
    ("column", "answer"),
    [
        ("ppid", lambda p: p.ppid()),
        ("pgid", lambda p: p.process_group()),
        ("sess", lambda p: p.session()),
        ("ni", lambda p: p.nice()),
        ("nlwp", lambda p: p.num_threads()),
        ("ruser", lambda p: p.username()),
        ("ruid", lambda p: p.uids().real),
        ("suid", lambda p: p.uids().saved),
        ("egid", lambda p: p.gids().effective),
        ("rss", lambda p: p.memory_info().rss // 1024),
        ("vsz", lambda p: p.memory_info().vms // 1024),
        ("cls", lambda p: {SchedulerPolicy.NORMAL: "TS"}[p.scheduler().policy]),
        ("min_flt", lambda p: p.page_faults().minor),
        ("maj_flt", lambda p: p.page_faults().major),
        ("args", lambda p: " ".join(p.cmdline()).strip()),
    ],
)
def test_ps_agrees(process, child, column, answer):
    needs("ps")

    def compare():
        before = answer(process)
        told = output("ps", "-ww", "-o", f"{column}=", "-p", str(child.pid)).strip()
        assert str(before).split() == told.split()  # ps writes a newline as a blank

    eventually(compare)


def test_processor_time(process, child):
    def compare():
        fields = by_hand(child.pid, "stat").rsplit(")", 1)[1].split()
        ticks = os.sysconf("SC_CLK_TCK")
        times = process.cpu_times()
        found = [times.user, times.system, times.children_user, times.children_system]
        assert found == [int(field) / ticks for field in fields[11:15]]
        assert process.cpu_num() == int(fields[36])

    eventually(compare)


def test_processor_time_of_oneself_and_of_children_is_that_of_getrusage():
    subprocess.run([sys.executable, "-c", "sum(range(10**6))"], check=True)
    me = sysprobe.Process()

    def compare():
        before = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        found = me.cpu_times()
        after = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        own, children = zip(before, after, strict=True)
        for low, value, high in (
            (own[0].ru_utime, found.user, own[1].ru_utime),
            (own[0].ru_stime, found.system, own[1].ru_stime),
            (children[0].ru_utime, found.children_user, children[1].ru_utime),
            (children[0].ru_stime, found.children_system, children[1].ru_stime),
        ):
            between(low, value, high, slack=2 / os.sysconf("SC_CLK_TCK"))

    eventually(compare)


def test_memory_is_what_the_files_say(process, child):
    def compare():
        pages = [int(word) * resource.getpagesize() for word in by_hand(child.pid, "statm").split()]
        info, more = process.memory_info(), process.memory_info_ex()
        assert (info.vms, info.rss, info.shared, info.text, info.data) == (*pages[:4], pages[5])
        for field, key in (
            ("peak_rss", "VmHWM"),
            ("peak_vms", "VmPeak"),
            ("rss_anon", "RssAnon"),
            ("rss_file", "RssFile"),
            ("rss_shmem", "RssShmem"),
            ("swap", "VmSwap"),
            ("locked", "VmLck"),
            ("page_tables", "VmPTE"),
        ):
            assert getattr(more, field) == int(status(child.pid, key)[0]) * 1024, field

    eventually(compare)


def test_footprint_and_maps_are_the_sums_of_smaps(process, child):
    def compare():
        text = by_hand(child.pid, "smaps")
        footprint, areas, maps = process.memory_footprint(), process.memory_areas(), process.memory_maps()
        assert text == by_hand(child.pid, "smaps")

        def total(key):
            return sum(int(number) for number in re.findall(rf"^{key}:\s*(\d+) kB$", text, re.MULTILINE)) * 1024

        assert footprint.uss == sum(total(f"Private_{kind}") for kind in ("Clean", "Dirty", "Hugetlb"))
        assert footprint.swap == total("Swap")
        assert abs(footprint.pss - total("Pss")) <= 1024 * len(areas)  # each area is rounded down there
        assert sum(area.rss for area in areas) == sum(each.rss for each in maps) == total("Rss")
        heads = re.findall(r"^([0-9a-f]+)-([0-9a-f]+) (....) [0-9a-f]+ \S+ \d+ *(.*)$", text, re.MULTILINE)
        assert [(f"{a.start:08x}", f"{a.end:08x}", a.permissions, a.path) for a in areas] == [
            (*head[:3], head[3] or "[anon]") for head in heads
        ]
        assert {each.path: each.count for each in maps} == {
            path: [area.path for area in areas].count(path) for path in {area.path for area in areas}
        }

    eventually(compare)


def test_io_counters(process, child):
    def compare():
        told = dict(line.split(": ") for line in by_hand(child.pid, "io").splitlines())
        found = process.io_counters()
        assert found.read_count == int(told["syscr"])
        assert found.write_chars == int(told["wchar"])
        assert found.write_bytes == int(told["write_bytes"])
        assert found.cancelled_write_bytes == int(told["cancelled_write_bytes"])

    eventually(compare)


def test_threads_have_names_and_times(process, child):
    found = {thread.id: thread for thread in process.threads()}
    assert sorted(found) == sorted(map(int, os.listdir(f"/proc/{child.pid}/task")))
    assert len(found) == process.num_threads() == 4
    assert sorted(thread.name for thread in found.values() if thread.id != child.pid) == [
        f"worker {i}" for i in range(3)
    ]
    assert all(thread.user_time >= 0 and thread.nice == os.nice(0) for thread in found.values())


def test_open_files_are_those_of_lsof(process, child, folder):
    text = output(needs("lsof"), "-w", "-n", "-P", "-a", "-p", str(child.pid), "-d", "0-1000", "-F", "ftn")
    told, number = {}, None
    for line in text.splitlines():
        if line[0] == "f":
            number = int(line[1:])
        elif line[0] == "t":
            kind = line[1:]
        elif line[0] == "n" and kind == "REG":
            told[number] = line[1:]
    found = process.open_files()
    assert {file.fd: file.path for file in found} == told
    modes = {Path(file.path).name: (file.mode, file.position) for file in found if Path(file.path).parent == folder}
    assert modes == {
        "r": ("r", 0),
        "w": ("w", 5),
        "a": ("a", 0),
        "r+": ("r+", 0),
        "a+": ("a+", 0),
        "gone (deleted)": ("w", 0),
    }
    assert process.num_fds() == len(os.listdir(f"/proc/{child.pid}/fd"))


def test_connections_are_those_of_ss(process, child):
    text = output(needs("ss"), "-t", "-a", "-n", "-p", "-H")
    told = sorted(
        (int(words[3].rpartition(":")[2]), words[0])
        for words in map(str.split, text.splitlines())
        if f"pid={child.pid}," in words[-1]
    )
    found = process.net_connections("tcp")
    names = {"LISTEN": "LISTEN", "ESTABLISHED": "ESTAB"}
    assert sorted((c.laddr.port, names[c.status.value]) for c in found) == told
    assert {c.laddr.port for c in found if c.status == "LISTEN"} == {child.port}
    assert {(c.family, c.type) for c in found} == {(socket.AF_INET, socket.SOCK_STREAM)}
    with pytest.raises(ValueError, match="no such kind"):
        process.net_connections("tcp5")


def test_limits_are_those_of_prlimit(process, child):
    text = output(needs("prlimit"), "--pid", str(child.pid), "--raw", "--noheadings", "-o", "RESOURCE,SOFT,HARD")
    told = {words[0].lower(): words[1:] for words in map(str.split, text.splitlines())}
    for limit, found in process.limits().items():
        assert ["unlimited" if bound is None else str(bound) for bound in (found.soft, found.hard)] == told[limit.value]


def test_settings_are_set_and_are_what_the_tools_say(process, child):
    cpus = process.cpu_affinity()
    assert process.cpu_affinity(cpus[-1:]) == cpus[-1:]
    assert output(needs("taskset"), "-c", "-p", str(child.pid)).split(": ")[1].strip() == str(cpus[-1])
    assert process.cpu_affinity([]) == sorted(os.sched_getaffinity(child.pid)) == cpus

    assert process.nice(7) == 7
    assert output(needs("ps"), "-o", "ni=", "-p", str(child.pid)).strip() == "7"

    assert process.ionice(IOClass.IDLE) == sysprobe.IOPriority(IOClass.IDLE, 0)
    assert output(needs("ionice"), "-p", str(child.pid)).strip() == "idle"
    assert process.ionice(IOClass.BEST_EFFORT, 6) == sysprobe.IOPriority(IOClass.BEST_EFFORT, 6)
    assert output("ionice", "-p", str(child.pid)).strip() == "best-effort: prio 6"

    assert process.ionice(IOClass.BEST_EFFORT) == sysprobe.IOPriority(IOClass.BEST_EFFORT, 4)

    assert process.rlimit("nofile", (30, 50)) == process.rlimit(Limit.NOFILE) == (30, 50)
    assert resource.prlimit(child.pid, resource.RLIMIT_NOFILE) == (30, 50)
    assert process.rlimit("cpu", (None, None)) == (None, None)


def test_settings_that_make_no_sense_are_refused(process):
    for cpus in ([10**4], [-1], [2**70]):
        with pytest.raises(ValueError, match="processor"):
            process.cpu_affinity(cpus)
    with pytest.raises(ValueError, match="class"):
        process.ionice(value=3)
    with pytest.raises(ValueError, match="0 to 7"):
        process.ionice(IOClass.BEST_EFFORT, 8)
    with pytest.raises(ValueError, match="no values"):
        process.ionice(IOClass.IDLE, 3)
    with pytest.raises(ValueError, match="files"):
        process.rlimit("files")
    with pytest.raises(ValueError, match="limit"):
        process.rlimit("nofile", (200, 100))
    with pytest.raises(ValueError, match="soft, hard"):
        process.rlimit("nofile", (1, 2, 3))


def test_rights_signals_and_namespaces(process, child):
    sets = process.capabilities()
    assert sets.effective == int(status(child.pid, "CapEff")[0], 16)
    assert sets.bounding == int(status(child.pid, "CapBnd")[0], 16)
    signals = process.signals()
    assert signal.SIGPIPE in signals.ignored  # Python sees to it
    for name, line in (("blocked", "SigBlk"), ("ignored", "SigIgn"), ("caught", "SigCgt")):
        assert sum(1 << number - 1 for number in getattr(signals, name)) == int(status(child.pid, line)[0], 16)
    for name in ("mnt", "net", "user", "uts", "ipc", "pid", "cgroup", "time"):
        assert f"{name}:[{getattr(process.namespaces(), name)}]" == os.readlink(f"/proc/{child.pid}/ns/{name}")
    assert process.seccomp().value == ("disabled", "strict", "filter")[int(status(child.pid, "Seccomp")[0])]
    assert process.no_new_privs() is (status(child.pid, "NoNewPrivs") == ["1"])
    assert process.oom_score_adj() == int(by_hand(child.pid, "oom_score_adj"))
    assert [f"{g.hierarchy}:{','.join(g.controllers)}:{g.path}" for g in process.cgroups()] == by_hand(
        child.pid, "cgroup"
    ).splitlines()


def test_all_attributes_at_once(process):
    found = process.as_dict()
    assert list(found) == list(ATTRIBUTES)
    assert process.as_dict(["pid", "name"]) == {"pid": process.pid, "name": process.name()}
    with pytest.raises(ValueError, match="no_such"):
        process.as_dict(["no_such"])
    with pytest.raises(TypeError):
        process.as_dict("name")


def test_delays_are_unknown_where_the_kernel_does_not_count(process):
    switch = Path("/proc/sys/kernel/task_delayacct")
    if switch.exists() and switch.read_text().strip() == "0":
        assert process.cpu_times().iowait is None
        assert process.delays().block_io is None
    assert process.delays().cpu is None or process.delays().cpu >= 0


def test_what_a_thread_has_read_in_its_block_is_not_told_to_others():
    pid = os.getpid()
    comm = Path(f"/proc/{pid}/task/{pid}/comm")
    before = comm.read_text().removesuffix("\n")
    process = sysprobe.Process()
    handle = process._handle

    def block():
        with process.oneshot():
            return process.name()

    try:
        comm.write_text("one")
        with ThreadPoolExecutor(1) as other, process.oneshot():
            assert process.ppid() == os.getppid()  # of the same file
            comm.write_text("two")
            assert other.submit(process.name).result() == other.submit(block).result() == "two"
            assert process.name() == "one"
        assert process.name() == "two"
        assert handle.kept() is None
    finally:
        comm.write_text(before)
