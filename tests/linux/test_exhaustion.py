"""A process without a descriptor left: what cannot be looked at is not said to be absent."""

from live import run_python

CODE = """
import os, resource, sysprobe
host, me = sysprobe.Host(), sysprobe.Process()
asked = {
    "interrupts": host.cpu_interrupts, "softirqs": host.cpu_softirqs, "topology": host.cpu_topology,
    "about": host.os_info, "links": host.net_if_stats, "addresses": host.net_if_addrs,
    "counters": lambda: host.net_io_counters(pernic=True), "sockets": lambda: host.net_connections("all"),
    "mounts": host.disk_partitions, "users": host.users, "threads": me.threads, "files": me.open_files,
}
with me:
    for ask in asked.values():
        ask()  # what is imported and kept open is so from now on
    most = max(map(int, os.listdir("/proc/self/fd"))) + 10
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    taken = []
    try:
        while True:
            taken.append(os.dup(1))
    except OSError:
        pass
    for name, ask in asked.items():
        try:
            answer = ask()
        except sysprobe.BackendError as error:
            answer = os.strerror(error.errno)
        except Exception as error:
            answer = repr(error)
        print(f"{name}: {answer}")
"""


def test_without_descriptors_nothing_is_said_to_be_absent():
    told = dict(line.split(": ", 1) for line in run_python(CODE).stdout.splitlines())
    assert {name: answer for name, answer in told.items() if answer != "Too many open files"} == {}
    assert len(told) == 12
