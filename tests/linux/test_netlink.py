"""What netlink may answer and rarely does: counters of hardware that is not here, changes during a dump, nonsense."""

import errno
import os
import socket
import struct
import subprocess
from pathlib import Path

import pytest
from live import PRELOAD, needs, run_python

HERE = Path(__file__).resolve().parent
ERROR, DONE, NEW_LINK, NEW_ADDRESS, NEW_STATS = 2, 3, 16, 20, 92
MULTI, INTERRUPTED = 2, 16
AF_UNSPEC = 0
#: linux/if_link.h: struct rtnl_link_stats64
STATISTICS = """
    rx_packets tx_packets rx_bytes tx_bytes rx_errors tx_errors rx_dropped tx_dropped multicast collisions
    rx_length_errors rx_over_errors rx_crc_errors rx_frame_errors rx_fifo_errors rx_missed_errors
    tx_aborted_errors tx_carrier_errors tx_fifo_errors tx_heartbeat_errors tx_window_errors rx_compressed tx_compressed
"""
NAMES = STATISTICS.split()


@pytest.fixture(scope="module")
def preload(tmp_path_factory):
    """The library in which the test is the kernel."""
    library = tmp_path_factory.mktemp("native") / "netlink.so"
    source = HERE / "native/netlink.c"
    command = [needs("gcc"), "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", str(source), "-o", str(library)]
    # A sanitizer that this process was started with is not the compiler's business.
    subprocess.run(command, check=True, env={n: value for n, value in os.environ.items() if n != "LD_PRELOAD"})
    return str(library)


@pytest.fixture
def told(preload, tmp_path):
    """Run code in a child whose netlink sockets receive these packets; what it prints."""

    def run(code, *packets):
        answers = tmp_path / "answers"
        answers.write_bytes(b"".join(struct.pack("=I", len(packet)) + packet for packet in packets))
        environment = {
            "LD_PRELOAD": " ".join(filter(None, (PRELOAD.get("LD_PRELOAD"), preload))),
            "NETLINK_ANSWERS": str(answers),
            "PYTHONMALLOC": "debug",  # who uses what has been freed dies of it
        }
        return run_python("import sysprobe, sysprobe_linux._native as native\n" + code, env=environment).stdout.strip()

    return run


def attribute(kind, value):
    return struct.pack("=HH", 4 + len(value), kind) + value + bytes(-len(value) % 4)


def message(kind, payload, flags=MULTI, sequence=1):
    return struct.pack("=IHHII", 16 + len(payload), kind, flags, sequence, 0) + payload + bytes(-len(payload) % 4)


def failure(number):
    return struct.pack("=i", number)


def done(status=0, flags=MULTI):
    return message(DONE, struct.pack("=i", status), flags)


def link(index, name, *attributes, flags=0x43):
    header = struct.pack("=BxHiII", AF_UNSPEC, 1, index, flags, 0)
    return message(NEW_LINK, header + attribute(3, name + b"\0") + b"".join(attributes))


def address(index, ip, *attributes):
    header = struct.pack("=BBBBI", socket.AF_INET, 24, 0, 0, index)
    return message(NEW_ADDRESS, header + attribute(2, socket.inet_aton(ip)) + b"".join(attributes))


def statistics(index, **counts):
    values = struct.pack(f"={len(NAMES)}Q", *(counts.get(name, 0) for name in NAMES))
    return message(NEW_STATS, struct.pack("=BBHII", AF_UNSPEC, 0, 0, index, 1) + attribute(1, values))


def test_each_counter_is_the_one_that_the_file_tells(told):
    """net/core/net-procfs.c: what a device missed counts as dropped, what its FIFO lost is told apart."""
    counts = {name: 2**place for place, name in enumerate(NAMES)}
    found = told(
        "print(sysprobe.net_io_counters(pernic=True)['lo'])",
        statistics(socket.if_nametoindex("lo"), **counts) + done(),
    )
    wanted = {
        "bytes_sent": counts["tx_bytes"],
        "bytes_recv": counts["rx_bytes"],
        "packets_sent": counts["tx_packets"],
        "packets_recv": counts["rx_packets"],
        "errin": counts["rx_errors"],
        "errout": counts["tx_errors"],
        "dropin": counts["rx_dropped"] + counts["rx_missed_errors"],
        "dropout": counts["tx_dropped"],
        "multicast": counts["multicast"],
        "collisions": counts["collisions"],
    }
    assert found == f"NetIOCounters({', '.join(f'{name}={value}' for name, value in wanted.items())})"


def test_two_links_share_a_name_where_one_was_renamed_during_the_dump(told):
    found = told(
        "print({name: [each.address for each in all] for name, all in sysprobe.net_if_addrs().items()})",
        link(1, b"one") + link(3, b"one") + link(2, b"two"),
        done(),
        address(1, "192.0.2.1") + address(2, "192.0.2.2") + address(3, "192.0.2.3"),
        done(),
    )
    assert found == "{'one': ['192.0.2.3'], 'two': ['192.0.2.2']}"


#: Asks for links several times; prints their names, or the error's number.
LOOK = """
from sysprobe.types.network import InterfaceStats
for _ in range({times}):
    try:
        print(*native.link_stats(InterfaceStats)((), ()))
    except OSError as error:
        print(error.errno)
"""


def test_a_dump_that_is_not_whole_is_made_again(told):
    interrupted = [link(1, b"lo") + done(flags=MULTI | INTERRUPTED)]
    overrun = [failure(errno.ENOBUFS)]
    broken_off = [link(1, b"lo"), done(-errno.EINTR)]
    too_long = [link(1, b"lo", *[attribute(0, bytes(60000))] * 3)]
    whole = [link(1, b"lo") + link(2, b"new") + done()]
    packets = [*interrupted, *whole, *overrun, *whole, *broken_off, *whole, *too_long, *whole]
    assert told(LOOK.format(times=4), *packets) == "\n".join(["lo new"] * 4)


def test_nonsense_is_an_error_and_never_half_an_answer(told):
    nonsense = {
        (link(1, b"lo")[:12],): errno.EBADMSG,
        (link(1, b"lo")[:-4],): errno.EBADMSG,
        (message(NEW_LINK, bytes(15)) + done(),): errno.EBADMSG,
        (message(NEW_LINK, bytes(16)) + done(),): errno.EBADMSG,  # without a name
        (message(DONE, struct.pack("=i", 0), sequence=2),): errno.EBADMSG,  # the answer to another question
        (message(ERROR, struct.pack("=i", -errno.EPERM)),): errno.EPERM,
        (message(ERROR, b""),): errno.EBADMSG,
        (link(1, b"lo"), done(-errno.ENODEV)): errno.ENODEV,
        (link(1, b"lo"), failure(errno.EAGAIN)): errno.ETIMEDOUT,
    }
    packets = [packet for packets in nonsense for packet in packets]
    assert told(LOOK.format(times=len(nonsense)), *packets).split() == [str(error) for error in nonsense.values()]
