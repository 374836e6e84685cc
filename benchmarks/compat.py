"""``python benchmarks/compat.py [NAME ...]``: psutil's functions on the shim and on psutil, two interpreters in turns.

Both cannot be imported by one interpreter: each has the name psutil. A worker measures one function at a time, by its
CPU time: what else the machine does matters little. Processes are asked about one that is the same for both.
"""

import json
import subprocess
import sys

import sysprobe_psutil

WORKER = """
import json, os, sys, time, warnings
warnings.simplefilter("ignore")
import psutil
one, family = psutil.Process(int(sys.argv[1])), psutil.Process(os.getppid())
CALLS = {
    "virtual_memory": psutil.virtual_memory,
    "swap_memory": psutil.swap_memory,
    "cpu_times": psutil.cpu_times,
    "cpu_times(percpu)": lambda: psutil.cpu_times(percpu=True),
    "cpu_percent": psutil.cpu_percent,
    "cpu_times_percent": psutil.cpu_times_percent,
    "cpu_count": psutil.cpu_count,
    "cpu_count(cores)": lambda: psutil.cpu_count(logical=False),
    "cpu_stats": psutil.cpu_stats,
    "cpu_freq": psutil.cpu_freq,
    "getloadavg": psutil.getloadavg,
    "disk_usage": lambda: psutil.disk_usage("/"),
    "disk_partitions": psutil.disk_partitions,
    "disk_io_counters": psutil.disk_io_counters,
    "net_io_counters": psutil.net_io_counters,
    "net_if_addrs": psutil.net_if_addrs,
    "net_if_stats": psutil.net_if_stats,
    "net_connections": psutil.net_connections,
    "sensors_temperatures": psutil.sensors_temperatures,
    "sensors_battery": psutil.sensors_battery,
    "boot_time": psutil.boot_time,
    "users": psutil.users,
    "pids": psutil.pids,
    "pid_exists": lambda: psutil.pid_exists(1),
    "process_iter": lambda: list(psutil.process_iter()),
    "process_iter(5 attrs)": lambda: list(
        psutil.process_iter(["name", "username", "cpu_percent", "memory_info", "status"])
    ),
    "Process(pid)": lambda: psutil.Process(1),
    "as_dict": one.as_dict,
    "children": lambda: family.children(recursive=True),
}
CALLS |= {
    "Process." * (name in CALLS) + name: getattr(one, name)
    for name in (
        "name exe cmdline cwd status ppid parent username uids terminal nice ionice cpu_times cpu_percent"
        " cpu_affinity cpu_num memory_info memory_full_info memory_percent memory_maps io_counters num_fds"
        " num_threads threads num_ctx_switches open_files environ is_running"
    ).split()
}
print(json.dumps(list(CALLS)), flush=True)
for line in sys.stdin:
    call = CALLS[line.strip()]
    call()
    start = time.process_time()
    call()
    count = max(1, min(5000, int(0.004 / max(time.process_time() - start, 1e-7))))
    start = time.process_time()
    for _ in range(count):
        call()
    print((time.process_time() - start) / count, flush=True)
"""


def start(front, pid):
    """A worker, with the shim in front or without, which asks about this process."""
    code = f"import sys; sys.path.insert(0, {front!r})\n{WORKER}" if front else WORKER
    command = [sys.executable, "-c", code, str(pid)]
    worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    return worker, json.loads(worker.stdout.readline())


def best(worker, name, rounds):
    """The best time of some rounds."""
    times = []
    for _ in range(rounds):
        print(name, file=worker.stdin, flush=True)
        times.append(float(worker.stdout.readline()))
    return min(times)


with open(__file__) as file, subprocess.Popen(["sleep", "10000"], stdin=file, stdout=subprocess.DEVNULL) as asked:
    ours, names = start(sysprobe_psutil.front(), asked.pid)
    theirs, _ = start(None, asked.pid)
    print(f"{'':24} {'shim µs':>10} {'psutil µs':>10} {'psutil÷shim':>12}")
    for name in [each for each in names if not sys.argv[1:] or each in sys.argv[1:]]:
        mine, other = float("inf"), float("inf")
        for _ in range(8):
            mine, other = min(mine, best(ours, name, 8)), min(other, best(theirs, name, 8))
        print(f"{name:24} {mine * 1e6:>10.2f} {other * 1e6:>10.2f} {other / mine:>12.2f}")
    asked.kill()
