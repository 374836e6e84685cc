"""On a real Mac: the same numbers as the system's own tools print."""

import itertools
import os
import re
import subprocess
import sys
import time

import pytest
import sysprobe
from live import between, eventually
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
