"""psutil's API on Windows, made of sysprobe: the same names, types and, where nothing moves, the same answers."""

import json
import subprocess
import sys

import psutil
import pytest

# What a program says that imports psutil. It is run with the shim, and here with psutil itself.
SURVEY = """
import sys

FUNCTIONS = (
    "boot_time cpu_count cpu_freq cpu_percent cpu_stats cpu_times cpu_times_percent disk_io_counters disk_partitions "
    "getloadavg heap_info net_connections net_if_addrs net_if_stats net_io_counters pids sensors_battery swap_memory "
    "users virtual_memory"
)

ATTRIBUTES = (
    "children cmdline cpu_affinity cpu_percent cpu_times create_time cwd environ exe io_counters ionice is_running "
    "memory_full_info memory_info memory_maps memory_percent name net_connections nice num_ctx_switches num_handles "
    "num_threads open_files parent parents ppid status threads username"
)

def shape(ask):
    # What is answered, so far as it does not move: the type, and that of what it holds; or that it fails.
    try:
        found = ask()
    except Exception as error:
        return "fails"
    if isinstance(found, list):
        return [type(each).__name__ for each in found[:1]]
    return type(found).__name__

def survey(psutil):
    me, opened = psutil.Process(), open(sys.executable, "rb")
    found = {
        "names": sorted(set(psutil.__all__)),
        "methods": [name for name in dir(psutil.Process) if not name.startswith("_")],
        "attributes": sorted(me.as_dict(["pid"])),
        "constants": {
            name: [type(getattr(psutil, name)).__name__, str(getattr(psutil, name))]
            for name in psutil.__all__
            if name.isupper()
        },
    }
    shown = {
        "svmem": psutil.virtual_memory, "scputimes": psutil.cpu_times, "scpustats": psutil.cpu_stats,
        "sdiskusage": lambda: psutil.disk_usage("C:\\\\"), "pmem": me.memory_info, "pcputimes": me.cpu_times,
        "pio": me.io_counters, "pctxsw": me.num_ctx_switches, "pthread": lambda: me.threads()[0],
        "grouped": lambda: me.memory_maps()[0], "ext": lambda: me.memory_maps(grouped=False)[0],
        "sdiskpart": lambda: psutil.disk_partitions()[0],
        "snicstats": lambda: [*psutil.net_if_stats().values()][0],
        "snicaddr": lambda: [*psutil.net_if_addrs().values()][0][0],
        "snetio": lambda: psutil.net_io_counters(), "scpufreq": psutil.cpu_freq,
    }
    found["records"] = {name: [type(r).__name__, list(r._fields)] for name, ask in shown.items() for r in [ask()]}
    found["same"] = {
        "cpu_count": psutil.cpu_count(), "cores": psutil.cpu_count(logical=False),
        "partitions": [list(p) for p in psutil.disk_partitions(all=True)],
        "battery": psutil.sensors_battery(), "total": psutil.virtual_memory().total,
        "username": me.username(), "nice": [type(me.nice()).__name__, str(me.nice())],
        "status": me.status(), "affinity": me.cpu_affinity(), "uids": hasattr(me, "uids"),
        "services": sorted([s.name(), s.display_name(), s.binpath()] for s in psutil.win_service_iter()),
        "heap": type(psutil.heap_info()).__name__,
        "families": sorted({str(a.family) for each in psutil.net_if_addrs().values() for a in each}),
    }
    calls = {name: getattr(me, name) for name in ATTRIBUTES.split()}
    calls |= {name: getattr(psutil, name) for name in FUNCTIONS.split()}
    found["answered"] = {name: shape(ask) for name, ask in calls.items()}
    first = next(psutil.win_service_iter())
    found["same"]["service"] = sorted(psutil.win_service_get(first.name()).as_dict())
    found["same"]["text"] = str(first) == str(psutil.win_service_get(first.name()))
    try:
        psutil.win_service_get("no such service")
    except psutil.NoSuchProcess as error:
        found["same"]["none"] = str(error)
    return found
"""


@pytest.fixture(scope="module")
def answers():
    """(the shim's, psutil's)"""
    code = f"{SURVEY}\nimport json, psutil; print(json.dumps(survey(psutil)))"
    done = subprocess.run(
        [sys.executable, "-m", "sysprobe_psutil", "-c", code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    namespace = {}
    exec(SURVEY, namespace)
    return json.loads(done.stdout), json.loads(json.dumps(namespace["survey"](psutil)))


@pytest.mark.parametrize("part", ["names", "methods", "attributes"])
def test_the_surface_is_psutils(answers, part):
    ours, theirs = (set(each[part]) for each in answers)
    assert ours == theirs


def test_what_psutil_answers_is_answered(answers):
    """Every function and every attribute of a process; under Wine some fail in psutil."""
    ours, theirs = (each["answered"] for each in answers)
    assert ours.keys() == theirs.keys()
    told = {name: found for name, found in theirs.items() if found != "fails"}
    assert {name: (ours[name], found) for name, found in told.items() if ours[name] != found} == {}


@pytest.mark.parametrize("part", ["constants", "records", "same"])
def test_the_answers_are_psutils(answers, part):
    ours, theirs = (each[part] for each in answers)
    assert {name: (ours[name], found) for name, found in theirs.items() if ours[name] != found} == {}
