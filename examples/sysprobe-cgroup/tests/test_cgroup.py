"""Limits of made machines of both versions, and of real control groups that the test makes."""

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from sysprobe import Host
from sysprobe.testing import BackendContract
from sysprobe_cgroup import BACKEND

MIB = 1024 * 1024
MEMINFO = "MemTotal:    8388608 kB\nMemAvailable: 6291456 kB\nSwapTotal: 1048576 kB\nSwapFree: 1048576 kB\n"


def machine(tmp_path, mounts, cgroup, files):
    """A made machine with these control groups."""
    files = {
        "proc/meminfo": MEMINFO,
        "proc/self/cgroup": cgroup,
        "proc/self/mountinfo": mounts,
        "sys/devices/system/cpu/online": "0-7\n",
        **files,
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Host(tmp_path, backends=[BACKEND])


V2 = "30 20 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw\n"
V1 = "".join(
    f"3{n} 20 0:3{n} /docker/abc /sys/fs/cgroup/{name} rw - cgroup cgroup rw,{name}\n"
    for n, name in enumerate(("memory", "cpu", "cpuset"))
)


def test_version_2_and_the_ancestor_that_binds(tmp_path):
    host = machine(
        tmp_path,
        V2,
        "0::/pod/box\n",
        {
            "sys/fs/cgroup/pod/box/memory.max": "max\n",
            "sys/fs/cgroup/pod/memory.max": f"{512 * MIB}\n",
            "sys/fs/cgroup/pod/memory.current": f"{300 * MIB}\n",
            "sys/fs/cgroup/pod/memory.stat": f"file {120 * MIB}\nactive_file {20 * MIB}\ninactive_file {80 * MIB}\n",
            "sys/fs/cgroup/pod/memory.swap.max": f"{64 * MIB}\n",
            "sys/fs/cgroup/pod/memory.swap.current": f"{16 * MIB}\n",
            "sys/fs/cgroup/pod/box/cpu.max": "150000 100000\n",
            "sys/fs/cgroup/pod/cpuset.cpus.effective": "0-3\n",
        },
    )
    memory = host.virtual_memory()
    assert (memory.total, memory.available, memory.cached) == (512 * MIB, 312 * MIB, 120 * MIB)
    assert (memory.used, memory.percent, memory.free) == (200 * MIB, 39.1, 212 * MIB)
    swap = host.swap_memory()
    assert (swap.total, swap.used, swap.percent) == (64 * MIB, 16 * MIB, 25.0)
    assert host.cpu_count() == 2


def test_version_1_in_a_container_that_sees_its_own_group_as_root(tmp_path):
    host = machine(
        tmp_path,
        V1,
        "3:memory:/docker/abc\n2:cpu:/docker/abc\n1:cpuset:/docker/abc\n0::/\n",
        {
            "sys/fs/cgroup/memory/memory.limit_in_bytes": f"{256 * MIB}\n",
            "sys/fs/cgroup/memory/memory.usage_in_bytes": f"{100 * MIB}\n",
            "sys/fs/cgroup/memory/memory.stat": f"cache 1\ntotal_cache {9 * MIB}\ntotal_inactive_file {4 * MIB}\n",
            "sys/fs/cgroup/memory/memory.memsw.limit_in_bytes": f"{300 * MIB}\n",
            "sys/fs/cgroup/memory/memory.memsw.usage_in_bytes": f"{101 * MIB}\n",
            "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
            "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
            "sys/fs/cgroup/cpuset/cpuset.cpus": "2,5-6\n",
        },
    )
    memory = host.virtual_memory()
    assert (memory.total, memory.available, memory.cached) == (256 * MIB, 160 * MIB, 9 * MIB)
    assert (host.swap_memory().total, host.swap_memory().used) == (44 * MIB, 1 * MIB)
    assert host.cpu_count() == 3


def test_in_a_mixture_a_controller_counts_where_it_is_mounted(tmp_path):
    host = machine(
        tmp_path,
        V1.splitlines(keepends=True)[0] + V2.replace("/sys/fs/cgroup", "/sys/fs/cgroup/unified"),
        "3:memory:/docker/abc\n0::/x\n",
        {
            "sys/fs/cgroup/memory/memory.limit_in_bytes": f"{256 * MIB}\n",
            "sys/fs/cgroup/memory/memory.usage_in_bytes": "0\n",
            "sys/fs/cgroup/unified/x/memory.max": f"{128 * MIB}\n",
            "sys/fs/cgroup/unified/x/cpu.max": "50000 100000\n",
        },
    )
    assert host.virtual_memory().total == 256 * MIB
    assert host.cpu_count() == 1


@pytest.mark.parametrize("limit", ["max\n", f"{2**40}\n", "", "garbage\n", "-5\n"])
def test_without_a_limit_that_binds_it_declines(tmp_path, limit):
    host = machine(tmp_path, V2, "0::/a\n", {"sys/fs/cgroup/a/memory.max": limit})
    assert host.ask("virtual_memory") is None
    assert host.ask("swap_memory") is None
    assert host.ask("cpu_count", True) is None


@pytest.fixture
def group():
    """Makes real groups of a version 1 or version 2 hierarchy, and removes them."""
    if sys.platform != "linux" or os.geteuid() != 0:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("only root on Linux can make control groups")
    made = []

    def make(controller, limit_1, limit_2):
        """A group inside of one that has a limit: (file, value) of either version."""
        top = Path("/sys/fs/cgroup") / controller
        version_1 = top.is_dir()
        if not version_1:
            top = Path("/sys/fs/cgroup")
            (top / "cgroup.subtree_control").write_text(f"+{controller}")
        outer = top / f"sysprobe-{uuid.uuid4().hex[:8]}"
        outer.mkdir()
        made.append(outer)
        if not version_1:
            (outer / "cgroup.subtree_control").write_text(f"+{controller}")
        (outer / "inner").mkdir()
        made.append(outer / "inner")
        name, value = limit_1 if version_1 else limit_2
        (outer / name).write_text(value)
        return outer / "inner"

    yield make
    for folder in reversed(made):
        folder.rmdir()


def inside(group, question):
    """What a process inside of the group answers."""
    code = (
        "import os, sys, json, sysprobe\n"
        f"open({str(group / 'cgroup.procs')!r}, 'w').write(str(os.getpid()))\n"
        f"print(json.dumps({question}))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def test_a_real_memory_limit_of_an_ancestor_binds(group):
    inner = group("memory", ("memory.limit_in_bytes", str(300 * MIB)), ("memory.max", str(300 * MIB)))
    total, available = inside(inner, "[getattr(sysprobe.virtual_memory(), n) for n in ('total', 'available')]")
    assert total == 300 * MIB
    assert 100 * MIB < available <= total


def test_a_real_affinity_binds():
    if sys.platform != "linux":
        pytest.skip("affinity is Linux's")
    one = min(os.sched_getaffinity(0))
    code = f"import os, sysprobe; os.sched_setaffinity(0, [{one}]); print(sysprobe.cpu_count())"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(run.stdout) == 1


def test_a_real_quota_binds(group):
    inner = group("cpu", ("cpu.cfs_quota_us", "100000"), ("cpu.max", "100000 100000"))
    assert inside(inner, "sysprobe.cpu_count()") == 1


class TestContract(BackendContract):
    """All capabilities, under all circumstances."""

    backend = "cgroup"
