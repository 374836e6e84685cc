"""``python benchmarks/disk.py``: disks against psutil and against the same files and system calls."""

import os

import psutil
import sysprobe
from side_by_side import Case, read_file, report

mountinfo, filesystems = read_file("/proc/self/mountinfo"), read_file("/proc/filesystems")
diskstats = read_file("/proc/diskstats")


def partitions_floor() -> None:
    mountinfo()
    filesystems()


report(
    [
        Case("disk_partitions", sysprobe.disk_partitions, psutil.disk_partitions, partitions_floor),
        Case(
            "disk_partitions, all",
            lambda: sysprobe.disk_partitions(all=True),
            lambda: psutil.disk_partitions(all=True),
            mountinfo,
        ),
        Case("disk_usage", lambda: sysprobe.disk_usage("/"), lambda: psutil.disk_usage("/"), lambda: os.statvfs("/")),
        Case("disk_usage, timeout", lambda: sysprobe.disk_usage("/", timeout=9), None, lambda: os.statvfs("/")),
        Case("disk_io_counters", sysprobe.disk_io_counters, psutil.disk_io_counters, diskstats),
        Case(
            "disk_io_counters, each disk",
            lambda: sysprobe.disk_io_counters(perdisk=True),
            lambda: psutil.disk_io_counters(perdisk=True),
            diskstats,
        ),
        Case(
            "disk_io_counters, as they are",
            lambda: sysprobe.disk_io_counters(nowrap=False),
            lambda: psutil.disk_io_counters(nowrap=False),
            diskstats,
        ),
    ]
)
