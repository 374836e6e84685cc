"""``python benchmarks/network.py``: interfaces and sockets against psutil and the bare system calls.

Root makes a network namespace of its own with 200 links and 3,000 sockets (`--bare`: this machine as it is).
"""

import ctypes
import os
import resource
import socket
import subprocess
import sys

CLONE_NEWNET = 0x40000000
LINKS, SOCKETS = 200, 3000


def own_namespace() -> list[socket.socket]:
    """A namespace with many links, and as many connections as asked for; they live as long as they are held."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "unshare: root only")
    commands = ["link set lo up"]
    commands += [f"link add l{i} type veth peer name r{i}" for i in range(LINKS // 2 - 1)]
    commands += [f"link set l{i} up\nlink set r{i} up" for i in range(LINKS // 2 - 1)]
    subprocess.run(["ip", "-batch", "-"], input="\n".join(commands), text=True, check=True)
    resource.setrlimit(resource.RLIMIT_NOFILE, (4 * SOCKETS, 4 * SOCKETS))
    server = socket.create_server(("127.0.0.1", 0), backlog=1024)
    held = [server]
    for _ in range(SOCKETS // 2):
        held.append(socket.create_connection(server.getsockname()))
        held.append(server.accept()[0])
    return held


bare = "--bare" in sys.argv
if bare:
    sys.argv.remove("--bare")
sockets = [] if bare else own_namespace()

import psutil  # noqa: E402  # both look at the namespace that we are in now
import sysprobe  # noqa: E402
from side_by_side import Case, report  # noqa: E402


def dump(protocol: int, message_type: int, body: bytes):
    """The floor: one dump, received and thrown away."""

    def floor() -> None:
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, protocol) as netlink:
            header = (16 + len(body)).to_bytes(4, sys.byteorder) + message_type.to_bytes(2, sys.byteorder)
            netlink.send(header + (0x301).to_bytes(2, sys.byteorder) + bytes(8) + body)
            while True:
                part = netlink.recv(1 << 17)
                if int.from_bytes(part[-16:-14], sys.byteorder) == 3:  # NLMSG_DONE and its status end the last packet
                    return

    return floor


def walk() -> None:
    """The floor of finding owners: every link of every process's descriptors."""
    for pid in os.listdir("/proc"):
        if pid.isdigit():
            try:
                for fd in os.listdir(f"/proc/{pid}/fd"):
                    os.readlink(f"/proc/{pid}/fd/{fd}")
            except OSError:
                pass


links = dump(socket.NETLINK_ROUTE, 18, bytes(16) + b"\x08\x00\x1d\x00\x08\x00\x00\x00")
stats = dump(socket.NETLINK_ROUTE, 94, bytes(8) + b"\x01\x00\x00\x00")
addresses = dump(socket.NETLINK_ROUTE, 22, bytes(8))
tcp4 = dump(4, 20, bytes([socket.AF_INET, socket.IPPROTO_TCP, 0, 0]) + b"\xff\x0f\x00\x00" + bytes(48))
unix = dump(4, 20, bytes([socket.AF_UNIX, 0, 0, 0]) + b"\xff" * 4 + bytes(4) + b"\x55\x00\x00\x00" + bytes(8))
tcp = dump(4, 18, bytes([socket.AF_INET, 0, 0, 0]) + bytes(48) + b"\xff\x0f\x00\x00" + bytes(4))


def ours(kind: str, **options: bool):
    return lambda: sysprobe.net_connections(kind, **options)


def theirs(kind: str):
    return lambda: psutil.net_connections(kind)


report(
    [
        Case(
            "net_io_counters(pernic)",
            lambda: sysprobe.net_io_counters(pernic=True),
            lambda: psutil.net_io_counters(pernic=True),
            stats,
        ),
        Case("net_io_counters", sysprobe.net_io_counters, psutil.net_io_counters, stats),
        Case("net_if_addrs", sysprobe.net_if_addrs, psutil.net_if_addrs, lambda: (links(), addresses())),
        Case("net_if_stats", sysprobe.net_if_stats, psutil.net_if_stats, links),
        Case("net_connections(tcp)", ours("tcp"), theirs("tcp"), tcp),
        Case("net_connections(tcp4)", ours("tcp4"), theirs("tcp4"), tcp4),
        Case("net_connections(tcp4, tcp_info)", ours("tcp4", tcp_info=True), None, tcp4),
        Case("net_connections(tcp4, owners)", ours("tcp4", owners=True), theirs("tcp4"), lambda: (tcp4(), walk())),
        Case("net_connections(unix)", ours("unix"), theirs("unix"), unix),
    ]
)
