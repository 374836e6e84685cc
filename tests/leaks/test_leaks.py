"""No call leaves memory, objects or descriptors behind, whether it succeeds or fails.

Public functions without arguments and C functions that take bytes are found by themselves; `CALLS` names the others.
"""

import importlib
import inspect
import os
import re
import sys

import pytest
import sysprobe
from leaks.growth import leaks
from machines import recorded
from sysprobe.types.attributes import COLUMNS

BACKEND = {"linux": "sysprobe_linux", "darwin": "sysprobe_macos", "win32": "sysprobe_windows"}[sys.platform]
native = importlib.import_module(f"{BACKEND}._native")
GARBAGE = (b"", b"\0", b"a b c\n" * 20, b"MemTotal: 99999999999999999999999 kB\n", bytes(range(256)) * 4, b"1" * 5000)
EXPECTED = (sysprobe.SysprobeError, OSError, ValueError, TypeError, OverflowError, MemoryError)


def quiet(function, *args, **kwargs):
    """Call a function and let it fail."""
    try:
        return function(*args, **kwargs)
    except EXPECTED:
        return None


def open_files():
    """A Host of its own: what it kept open goes with it."""
    host = sysprobe.Host()
    host.virtual_memory()


def pinned():
    """A process that is held on to, asked, and signalled."""
    with sysprobe.Process() as process, process.oneshot():
        process.name()
        process.threads()
        process.send_signal(0)


def sensors_of(tree):
    """All sensors of a recorded machine, those that cannot be read among them."""
    host = recorded(tree)
    quiet(host.sensors_temperatures)
    quiet(host.sensors_fans)
    quiet(host.sensors_battery)


def public():
    """Public functions that need no argument."""
    for name in sysprobe.__all__:
        function = getattr(sysprobe, name)
        if inspect.ismethod(function):
            needed = [p for p in inspect.signature(function).parameters.values() if p.default is p.empty]
            if not [p for p in needed if p.kind not in {p.VAR_POSITIONAL, p.VAR_KEYWORD}]:
                yield pytest.param(function, id=name)


def parsers():
    """C functions whose first argument is bytes, from the module's stub."""
    stub = importlib.import_module(BACKEND).__file__.replace("__init__.py", "_native.pyi")
    with open(stub) as file:
        text = file.read()
    for name, arguments in re.findall(r"^def (\w+)\((\w+: bytes[^)]*)\)", text, re.MULTILINE):
        others = [a for a in arguments.split(",")[1:] if a.strip() not in {"", "/"}]
        if all(": float" in other or ": int" in other for other in others):
            yield pytest.param(name, (1,) * len(others), id=name)


#: name → a call with arguments. One line per call; lambdas look things up late.
CALLS = {
    "Host": open_files,
    "missing root": lambda: quiet(sysprobe.Host("/a/root/that/is/not").virtual_memory),
    "memory": lambda: quiet(sysprobe.virtual_memory),
    "times of each CPU": lambda: quiet(sysprobe.cpu_times, percpu=True),
    "use of each CPU": lambda: quiet(sysprobe.cpu_percent, 1e-6, percpu=True),
    "shares of each CPU": lambda: quiet(sysprobe.cpu_times_percent, percpu=True),
    "clock of each CPU": lambda: quiet(sysprobe.cpu_freq, percpu=True),
    "cores": lambda: quiet(sysprobe.cpu_count, logical=False),
    "sampler": lambda: quiet(sysprobe.cpu_sampler().percent),
    "interfaces": lambda: quiet(sysprobe.net_io_counters, pernic=True),
    "all sockets": lambda: quiet(sysprobe.net_connections, "all", owners=True, tcp_info=True),
    "process": lambda: quiet(sysprobe.Process),
    "process gone": lambda: quiet(sysprobe.Process, 2**22 + 1),
    "everything of a process": lambda: quiet(sysprobe.Process().as_dict),
    "pinned process": lambda: quiet(pinned),
    "children": lambda: quiet(sysprobe.Process().children, recursive=True),
    "waiting": lambda: quiet(sysprobe.wait_procs, [sysprobe.Process()], 0),
    "every column": lambda: quiet(sysprobe.process_table, COLUMNS, [os.getpid(), os.getppid()], workers=2),
    "processes by many threads": lambda: quiet(sysprobe.process_table, ["pid", "name", "cmdline"], workers=8),
    "columns that are not": lambda: quiet(sysprobe.process_table, ["pid", "no_such"]),
    "known processes": lambda: quiet(lambda: list(sysprobe.process_iter(["name", "memory_info", "cpu_percent"]))),
    "process sampler": lambda: quiet(sysprobe.ProcessSampler().sample, ["cpu_percent", "read_rate"]),
    "sockets of another kind": lambda: quiet(sysprobe.net_connections, "sctp"),
    "space": lambda: quiet(sysprobe.disk_usage, "/"),
    "space with a deadline": lambda: quiet(sysprobe.disk_usage, "/", timeout=60),
    "space of nothing": lambda: quiet(sysprobe.disk_usage, "/a/path/that/is/not", timeout=60),
    "every mount": lambda: quiet(sysprobe.disk_partitions, all=True),
    "each disk": lambda: quiet(sysprobe.disk_io_counters, perdisk=True),
    "sensors of another machine": lambda: sensors_of("synthetic-laptop"),
}


@pytest.mark.parametrize("function", list(public()))
def test_public_functions(function):
    assert leaks(lambda: quiet(function)) == {}


@pytest.mark.parametrize(("name", "others"), list(parsers()))
def test_parsers_fed_with_garbage(name, others):
    function = getattr(native, name)

    def call():
        for text in GARBAGE:
            quiet(function, text, *others)

    assert leaks(call) == {}


@pytest.mark.parametrize("name", CALLS)
def test_calls(name):
    assert leaks(CALLS[name]) == {}


def test_a_leak_is_found():
    kept = []
    assert "objects" in leaks(lambda: kept.append(object()))
    assert "bytes" in leaks(lambda: kept.append(bytes(100_000)))
    assert "descriptors" in leaks(lambda: kept.append(os.dup(0)))
    for descriptor in kept[-(len(kept) // 3) :]:
        os.close(descriptor)
