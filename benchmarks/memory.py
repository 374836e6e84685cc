"""``python benchmarks/memory.py``: memory against psutil and against reading the same files."""

import psutil
import sysprobe
from side_by_side import Case, read_file, report


def swap_floor() -> None:
    meminfo()
    vmstat()


meminfo, vmstat = read_file("/proc/meminfo"), read_file("/proc/vmstat")
report(
    [
        Case("virtual_memory", sysprobe.virtual_memory, psutil.virtual_memory, meminfo),
        Case("swap_memory", sysprobe.swap_memory, psutil.swap_memory, swap_floor),
    ]
)
