"""What psutil's tests take from ``psutil._common`` for their own use, not to test it."""

import functools
import os
import socket
import stat
import sys
import types

import psutil

psutil._set_debug = lambda value: None
psutil._psplatform = types.SimpleNamespace(cext=types.SimpleNamespace())  # the leak tests of Windows use it


def debug(message):
    """psutil's own messages; there are none."""


def memoize(function):
    """Call it once."""
    cached = functools.cache(function)
    cached.__doc__ = function.__doc__
    return cached


def memoize_when_activated(function):
    return function


@memoize
def supports_ipv6():
    """Whether an IPv6 socket can be bound here."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as sock:
            sock.bind(("::1", 0))
    except OSError:
        return False
    return True


def open_binary(name):
    return open(name, "rb")


def open_text(name):
    return open(name, encoding=sys.getfilesystemencoding(), errors="surrogateescape")


def bcat(name):
    with open_binary(name) as file:
        return file.read()


def cat(name):
    with open_text(name) as file:
        return file.read()


def isfile_strict(path):
    """Whether it is a regular file; refused access is an error."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except PermissionError:
        raise
    except OSError:
        return False


def bytes2human(count, format="%(value).1f%(symbol)s"):  # noqa: A002  # psutil's name
    """A number of bytes as the example scripts print it."""
    symbols = "BKMGTPEZY"
    power = 0
    value = float(count)
    while abs(value) >= 1024 and power < len(symbols) - 1:
        value /= 1024
        power += 1
    return format % {"value": value if power else count, "symbol": symbols[power]}


def print_color(text, color=None, bold=False, file=None):
    print(text, file=file or sys.stdout)


def hilite(text, color=None, bold=False):
    return text


def term_supports_colors(file=None):
    return False


def parse_environ_block(data):
    """The variables of a block of NUL-terminated texts."""
    pairs = (each.partition("=") for each in data.partition("\0\0")[0].split("\0"))
    return {name: value for name, equals, value in pairs if equals}


def broadcast_addr(address):
    raise NotImplementedError("psutil's own; no test that runs here needs it")


wrap_numbers = broadcast_addr

_TCP, _UDP = socket.SOCK_STREAM, socket.SOCK_DGRAM
_4, _6 = socket.AF_INET, socket.AF_INET6
conn_tmap = {
    "all": ([_4, _6, socket.AF_UNIX], [_TCP, _UDP]),
    "tcp": ([_4, _6], [_TCP]),
    "tcp4": ([_4], [_TCP]),
    "tcp6": ([_6], [_TCP]),
    "udp": ([_4, _6], [_UDP]),
    "udp4": ([_4], [_UDP]),
    "udp6": ([_6], [_UDP]),
    "unix": ([socket.AF_UNIX], [_TCP, _UDP]),
    "inet": ([_4, _6], [_TCP, _UDP]),
    "inet4": ([_4], [_TCP, _UDP]),
    "inet6": ([_6], [_TCP, _UDP]),
}


def _open_what_is_kept():
    """sysprobe keeps a few descriptors of /proc and /sys from the first question on; the leak tests count after it."""
    for function in (
        psutil.boot_time,
        psutil.cpu_count,
        psutil.cpu_stats,
        psutil.disk_io_counters,
        psutil.disk_partitions,
        psutil.getloadavg,
        psutil.swap_memory,
        psutil.virtual_memory,
        psutil.Process().cpu_times,
        psutil.Process().create_time,
    ):
        function()


_open_what_is_kept()
