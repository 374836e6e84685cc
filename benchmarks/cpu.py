"""``python benchmarks/cpu.py``: CPUs against psutil and against reading the same files."""

import os

import psutil
import sysprobe
from side_by_side import Case, read_file, report

stat, cpuinfo = read_file("/proc/stat"), read_file("/proc/cpuinfo")
report(
    [
        Case("cpu_times", sysprobe.cpu_times, psutil.cpu_times, stat),
        Case(
            "cpu_times, each CPU",
            lambda: sysprobe.cpu_times(percpu=True),
            lambda: psutil.cpu_times(percpu=True),
            stat,
        ),
        Case("cpu_percent", sysprobe.cpu_percent, psutil.cpu_percent, stat),
        Case(
            "cpu_percent, each CPU",
            lambda: sysprobe.cpu_percent(percpu=True),
            lambda: psutil.cpu_percent(percpu=True),
            stat,
        ),
        Case("cpu_times_percent", sysprobe.cpu_times_percent, psutil.cpu_times_percent, stat),
        Case("cpu_stats", sysprobe.cpu_stats, psutil.cpu_stats, stat),
        Case("cpu_count", sysprobe.cpu_count, psutil.cpu_count, read_file("/sys/devices/system/cpu/online")),
        Case("cpu_count, cores", lambda: sysprobe.cpu_count(logical=False), lambda: psutil.cpu_count(logical=False)),
        Case("cpu_freq", sysprobe.cpu_freq, psutil.cpu_freq, cpuinfo),
        Case("getloadavg", sysprobe.getloadavg, psutil.getloadavg, read_file("/proc/loadavg")),
        Case("getloadavg against os", sysprobe.getloadavg, os.getloadavg, read_file("/proc/loadavg")),
        Case("cpu_models", sysprobe.cpu_models, None, cpuinfo),
        Case("cpu_topology", sysprobe.cpu_topology),
        Case("cpu_interrupts", sysprobe.cpu_interrupts, None, read_file("/proc/interrupts")),
        Case("cpu_softirqs", sysprobe.cpu_softirqs, None, read_file("/proc/softirqs")),
    ]
)
