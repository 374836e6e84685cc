"""``python benchmarks/system.py``: the host as a whole against psutil and against reading the same files."""

import psutil
import sysprobe
from side_by_side import Case, read_file, report

resources = [read_file(f"/proc/pressure/{name}") for name in ("cpu", "memory", "io")]


def pressure_floor() -> None:
    for read in resources:
        read()


report(
    [
        Case("boot_time", sysprobe.boot_time, psutil.boot_time, read_file("/proc/stat")),
        Case("uptime", sysprobe.uptime, None, read_file("/proc/uptime")),
        Case("users", sysprobe.users, psutil.users),
        Case("pressure", sysprobe.pressure, None, pressure_floor),
        Case("os_info", sysprobe.os_info),
    ]
)
