"""On a real Mac: the same numbers as the system's own tools print."""

import itertools
import os
import re
import socket
import subprocess
import sys
import threading
import time

import pytest
import sysprobe
from live import between, eventually
from sysprobe.types.network import SocketAddress
from sysprobe.types.process import ProcessStatus

pytestmark = [pytest.mark.live, pytest.mark.skipif(sys.platform != "darwin", reason="needs a Mac")]
SLACK = 256 << 20  # bytes that a machine at work moves between two readings


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def vm_stat():
    text = output("vm_stat")
    size = int(re.search(r"page size of (\d+) bytes", text)[1])
    pages = re.findall(r'^"?([\w -]+)"?:\s+(\d+)\.$', text, re.MULTILINE)
    return {name: int(count) * size for name, count in pages}


@pytest.fixture
def child():
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as process:
        yield process
        process.kill()


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("free", "Pages free"),
        ("active", "Pages active"),
        ("inactive", "Pages inactive"),
        ("speculative", "Pages speculative"),
        ("wired", "Pages wired down"),
        ("purgeable", "Pages purgeable"),
        ("cached", "File-backed pages"),
        ("compressed", "Pages occupied by compressor"),
    ],
)
def test_memory_is_as_vm_stat_prints_it(field, name):
    def compare():
        before = vm_stat()[name]
        value = getattr(sysprobe.virtual_memory(), field)
        between(before, value, vm_stat()[name], SLACK)

    eventually(compare)


def test_sizes_are_as_sysctl_prints_them():
    assert sysprobe.virtual_memory().total == int(output("sysctl", "-n", "hw.memsize"))

    def compare():
        total = re.search(r"total = ([\d.]+)M", output("sysctl", "-n", "vm.swapusage"))[1]
        assert abs(sysprobe.swap_memory().total - float(total) * 2**20) <= 2**20

    eventually(compare)


def test_boot_time_and_uptime():
    def compare():
        seconds = int(re.search(r"sec = (\d+)", output("sysctl", "-n", "kern.boottime"))[1])
        assert abs(sysprobe.boot_time() - seconds) <= 2
        assert abs(time.time() - sysprobe.boot_time() - sysprobe.uptime()) <= 60

    eventually(compare)


def test_processes_are_those_of_ps():
    def compare():
        before = {int(pid) for pid in output("ps", "-axo", "pid=").split()}
        found = set(sysprobe.pids())
        after = {int(pid) for pid in output("ps", "-axo", "pid=").split()}
        assert before & after <= found
        assert all(sysprobe.pid_exists(pid) for pid in (os.getpid(), os.getppid(), 1))

    eventually(compare)


def test_our_own_map():
    areas = sysprobe.Process()._handle.memory_maps()
    assert all(one.end <= other.start for one, other in itertools.pairwise(areas))
    assert {"[stack]", "[heap]"} <= {area.path for area in areas}
    assert any(area.path.startswith("/") and "x" in area.permissions for area in areas)
    assert sum(area.rss for area in areas) > 1 << 20


def test_a_childs_map(child):
    assert any(one.path.startswith("/") for one in sysprobe.Process(child.pid).memory_maps())


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may")
def test_the_map_of_launchd_is_refused():
    with pytest.raises(sysprobe.AccessDenied):
        sysprobe.Process(1).memory_maps()


def test_a_zombie_is_a_zombie(child):
    process = sysprobe.Process(child.pid)
    os.kill(child.pid, 9)

    def compare():
        assert process.status() is ProcessStatus.ZOMBIE

    eventually(compare)
    with pytest.raises(sysprobe.ZombieProcess):
        process.memory_maps()
    child.wait()
    with pytest.raises(sysprobe.NoSuchProcess) as caught:
        process.memory_maps()
    assert not isinstance(caught.value, sysprobe.ZombieProcess)


def test_addresses_are_those_of_ifconfig():
    text = output("ifconfig", "-a")
    interfaces = set(re.findall(r"^(\w+):", text, re.MULTILINE))
    found = sysprobe.net_if_addrs()
    assert set(found) == interfaces
    loopback = [one for one in found["lo0"] if one.address == "127.0.0.1"]
    assert [(one.netmask, one.prefix_length) for one in loopback] == [("255.0.0.0", 8)]
    for name, addresses in found.items():
        for one in addresses:
            assert re.search(rf"\b{re.escape(one.address)}(%{name})?\b", text), one


def test_counters_are_as_netstat_prints_them():
    """It is one of the system's own programs, to which the kernel tells 64 bits."""

    def compare():
        text = output("netstat", "-I", "en0", "-b", "-n")
        link = next(line.split() for line in text.splitlines() if "<Link#" in line)
        found = sysprobe.net_io_counters(pernic=True)["en0"]
        received, sent = int(link[-5]), int(link[-2])
        assert abs(found.bytes_recv - received) <= SLACK
        assert abs(found.bytes_sent - sent) <= SLACK

    eventually(compare)


def test_threads_have_the_numbers_that_python_gives_them():
    done = threading.Event()
    started = threading.Thread(target=done.wait)
    started.start()
    try:
        assert {threading.get_native_id(), started.native_id} <= {one.id for one in sysprobe.Process().threads()}
    finally:
        done.set()
        started.join()


def test_sockets_of_ours():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as unix:
        found = {one.fd: one for one in sysprobe.Process().net_connections("all")}
        assert found[server.fileno()].laddr == SocketAddress(*server.getsockname())
        assert found[unix.fileno()].family == socket.AF_UNIX
        with socket.create_server(("::1", 0), family=socket.AF_INET6) as six:
            found = {one.fd: one for one in sysprobe.Process().net_connections("tcp6")}
            assert found[six.fileno()].laddr == SocketAddress("::1", six.getsockname()[1])


def test_users_are_those_of_who():
    def compare():
        names = sorted(line.split()[0] for line in output("who").splitlines())
        assert sorted(user.name for user in sysprobe.users()) == names

    eventually(compare)


def test_whole_disks_have_traffic():
    found = sysprobe.disk_io_counters(perdisk=True)
    assert found
    assert all(re.fullmatch(r"disk\d+", name) for name in found)
    assert sum(disk.read_bytes or 0 for disk in found.values()) > 0


def test_the_environment_and_the_arguments_are_those_given(child):
    found = sysprobe.Process(child.pid)
    assert found.cmdline()[1:] == ["-c", "import time; time.sleep(600)"]
    assert os.environ.items() <= found.environ().items()  # Python's starter sets a variable more


@pytest.mark.parametrize("length", range(8))
def test_of_whichever_length_the_environment_is_it_is_all_that_there_is(length):
    given = {"A": "x" * length}
    command = [sys.executable, "-c", "import sys; print(flush=True); sys.stdin.read()"]
    with subprocess.Popen(command, env=given, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        found = sysprobe.Process(process.pid).environ()
        process.kill()
    assert {name: value for name, value in found.items() if not name.startswith("__")} == given  # the system's own


def test_the_end_of_a_child_is_told_with_its_code(child):
    process = sysprobe.Process(child.pid)
    process.terminate()
    assert process.wait(60) == -15
