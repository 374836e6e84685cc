"""psutil 7.2.2's API, made of sysprobe."""

from __future__ import annotations

from . import _constants, _listing, _platform, _services, _system
from ._errors import AccessDenied, Error, NoSuchProcess, TimeoutExpired, ZombieProcess
from ._popen import Popen
from ._process import Process

__version__ = "7.2.2"
version_info = tuple(int(part) for part in __version__.split("."))

_CLASSES = (Error, NoSuchProcess, ZombieProcess, AccessDenied, TimeoutExpired, Process, Popen)
_FUNCTIONS = {
    **{name: getattr(_listing, name) for name in ("pid_exists", "pids", "process_iter", "wait_procs")},
    **{
        name: getattr(_system, name)
        for name in (
            "boot_time",
            "cpu_count",
            "cpu_freq",
            "cpu_percent",
            "cpu_stats",
            "cpu_times",
            "cpu_times_percent",
            "disk_io_counters",
            "disk_partitions",
            "disk_usage",
            "getloadavg",
            "heap_info",
            "heap_trim",
            "net_connections",
            "net_if_addrs",
            "net_if_stats",
            "net_io_counters",
            "sensors_battery",
            "sensors_fans",
            "sensors_temperatures",
            "swap_memory",
            "users",
            "virtual_memory",
        )
        if name not in _platform.ABSENT_FUNCTIONS
    },
    **{name: getattr(_services, name) for name in _platform.SERVICES},
}
globals().update(_constants.ALL)
globals().update(_FUNCTIONS)
for _each in (Process, Popen):
    _each.__module__ = "psutil"
for _each in _FUNCTIONS.values():
    _each.__module__ = "psutil"
__all__ = [  # noqa: PLE0604  # names of a table
    "__version__",
    "version_info",
    *(each.__name__ for each in _CLASSES),
    *_constants.ALL,
    *_FUNCTIONS,
]
del _each
