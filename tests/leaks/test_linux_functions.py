"""The functions of Linux's C module that make records or keep files leave nothing behind, above all when they fail."""

import errno
import os
import sys

import pytest
import sysprobe
from leaks.growth import leaks

if sys.platform != "linux":
    pytest.skip("the Linux backend", allow_module_level=True)

from sysprobe.types.cpu import CpuTimes
from sysprobe.types.disk import DiskUsage
from sysprobe.types.network import InterfaceAddress, InterfaceStats, NetIOCounters
from sysprobe_linux import _native
from sysprobe_linux.connections import PARTS

HEADING = b"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
LISTENS = b"   0: 0100007F:1F90 00000000:0000 0A 00000000:00000003 00:00000000 00000000  1000        0 4711 1 0\n"
UNIX = b"0000000000000000: 00000002 00000000 00010000 0001 01 5 /a/path\n"
ETH0 = b"eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n"
STAT = b"cpu  1 2 3 4 5\ncpu0 1 2 3 4 5\nbtime 1\n"
FAILS = (OSError, ValueError, TypeError, AttributeError)


class NoRecord:
    """A class whose fields are no slots."""

    __match_args__ = ("fd",)
    fd = None


def fails(function, *arguments):
    with pytest.raises(FAILS):
        function(*arguments)


CALLS = {
    "sockets": lambda: _native.sockets(PARTS, "tcp4", HEADING + 3 * LISTENS, b"", False, False),
    "unix sockets": lambda: _native.sockets(PARTS, "unix", 3 * UNIX, None, False, False),
    "a broken line": lambda: fails(_native.sockets, PARTS, "tcp4", LISTENS + b"0: x\n", None, False, False),
    "a broken line of unix": lambda: fails(_native.sockets, PARTS, "unix", UNIX + UNIX[:40], None, False, False),
    "no records": lambda: fails(_native.sockets, (NoRecord, *PARTS[1:]), "tcp4", LISTENS, None, False, False),
    "no parts": lambda: fails(_native.sockets, PARTS[:2], "tcp4", LISTENS, None, False, False),
    "counters": lambda: _native.netdev_counters(NetIOCounters)(ETH0),
    "a broken line of counters": lambda: fails(_native.netdev_counters(NetIOCounters), ETH0 + b"x: 1\n"),
    "counters that are no text": lambda: fails(_native.netdev_counters(NetIOCounters), "x"),
    "counters that are no records": lambda: fails(_native.netdev_counters, NoRecord),
    "counters of another record": lambda: fails(_native.netdev_counters, InterfaceStats),
    "states that are no records": lambda: fails(_native.link_stats, NoRecord),
    "states of nothing": lambda: fails(_native.link_stats(InterfaceStats), (), []),
    "addresses that are no records": lambda: fails(_native.link_addresses, NoRecord),
    "addresses of no family": lambda: fails(_native.link_addresses(InterfaceAddress), (1, 2)),
    "times": lambda: _native.cpu_times(CpuTimes)(STAT, 100.0),
    "times of no time": lambda: fails(_native.cpu_times(CpuTimes), STAT, 0.0),
    "times of each CPU": lambda: _native.cpu_times_percpu(CpuTimes)(2 * STAT, 100.0),
    "space of another record": lambda: fails(_native.disk_usage, CpuTimes),
    "space of nothing": lambda: fails(_native.disk_usage(DiskUsage), "/a/path/that/is/not"),
    "a record": lambda: _native.record_maker(NetIOCounters)(*range(10)),
    "a record of too much": lambda: fails(_native.record_maker(NetIOCounters), *range(99)),
    "a record of too little": lambda: fails(_native.record_maker(NetIOCounters), 1),
    "a file": lambda: len(_native.open_kept("/proc/self/status", 1 << 20, False)[1]()),
    "a file that is longer": lambda: fails(_native.open_kept("/proc/self/status", 10, True)[1]),
    "a file that is not": lambda: fails(_native.open_kept, "/a/path/that/is/not", 10, True),
    "a file of less than nothing": lambda: fails(_native.open_kept, "/proc/self/status", -1, True),
    "a folder": lambda: _native.list_folder("/proc/self"),
    "a folder that is a file": lambda: _native.list_folder("/proc/self/status"),
    "owners of nobody": lambda: fails(_native.socket_owners, 1 << 20),
    "owners of everybody": lambda: owners("/proc"),
    "owners of ourselves": lambda: sysprobe.Process().net_connections("all"),
}


def owners(place):
    descriptor = os.open(place, os.O_PATH)
    try:
        return _native.socket_owners(descriptor)
    finally:
        os.close(descriptor)


@pytest.mark.parametrize("name", CALLS)
def test_calls(name):
    assert leaks(CALLS[name]) == {}


def test_descriptors_that_have_run_out_are_an_error_and_not_an_answer():
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    place = os.open("/proc", os.O_PATH)
    lowest = os.dup(0)
    os.close(lowest)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, hard))
    try:
        with pytest.raises(OSError) as caught:
            _native.socket_owners(place)
        assert caught.value.errno == errno.EMFILE
        with pytest.raises(OSError) as caught:
            _native.sockets(PARTS, "tcp4", None, None, False, False)
        assert caught.value.errno == errno.EMFILE
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        os.close(place)
