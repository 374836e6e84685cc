"""psutil's API on macOS, by the stand-in over the made-up Mac: psutil 7.2.2's names, and this backend behind each."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from made_up import LIBRARY, ROOT

HERE = Path(__file__).resolve().parent
FIELDS = {
    "cpu_times": "user nice system idle",
    "cpu_freq": "current min max",
    "virtual_memory": "total available percent used free active inactive wired",
    "swap_memory": "total used free percent sin sout",
    "disk_io_counters": "read_count write_count read_bytes write_bytes read_time write_time",
    "net_io_counters": "bytes_sent bytes_recv packets_sent packets_recv errin errout dropin dropout",
    "sensors_battery": "percent secsleft power_plugged",
    "heap_info": "heap_used mmap_used",
    "Process.memory_info": "rss vms pfaults pageins",
    "Process.memory_full_info": "rss vms pfaults pageins uss",
    "Process.cpu_times": "user system children_user children_system",
    "Process.num_ctx_switches": "voluntary involuntary",
    "Process.uids": "real effective saved",
}
EACH = {
    "disk_partitions": "device mountpoint fstype opts",
    "net_connections": "fd family type laddr raddr status pid",
    "users": "name terminal host started pid",
    "Process.threads": "id user_time system_time",
    "Process.open_files": "path fd",
    "Process.net_connections": "fd family type laddr raddr status",
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    if LIBRARY is None:
        pytest.skip("needs the C module over the made-up Mac: python tools/macos/check.py")
    place = tmp_path_factory.mktemp("backend")
    folder = place / "sysprobe_macos-0.dist-info"
    folder.mkdir()
    (folder / "entry_points.txt").write_text("[sysprobe.backends]\nmacos = sysprobe_macos:BACKEND\n")
    path = os.pathsep.join(
        map(str, (place, HERE, ROOT / "packages/backend-macos/src", os.environ.get("PYTHONPATH", "")))
    )
    environment = os.environ | {"PYTHONPATH": path, "SYSPROBE_BACKENDS": "macos"}
    command = [sys.executable, str(HERE / "psutil_on_a_mac.py")]
    run = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@pytest.mark.parametrize("name", FIELDS)
def test_records_have_psutils_fields(answers, name):
    assert list(answers[name]) == FIELDS[name].split()


@pytest.mark.parametrize("name", EACH)
def test_lists_are_of_records_with_psutils_fields(answers, name):
    assert answers[name]
    assert all(list(each) == EACH[name].split() for each in answers[name])


def test_what_was_asked_was_answered(answers):
    absent = answers.pop("absent")
    assert not any(absent.values())  # as in psutil
    silent = {name for name, answer in answers.items() if answer is None or answer in ([], {})}
    assert silent == {"Process.terminal", "heap_trim"}
    assert answers["Process.memory_info"] == {"rss": 1 << 20, "vms": 1 << 33, "pfaults": 2**32 - 1, "pageins": 7}
    assert answers["Process.environ"] == {"A": "1"}
    answers["absent"] = absent
