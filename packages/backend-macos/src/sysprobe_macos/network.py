"""Network: ``getifaddrs`` and ``sysctl(NET_RT_IFLIST2)``, ``ioctl(SIOCGIFMEDIA)``; sockets by libproc."""

from __future__ import annotations

import socket
from functools import partial
from typing import NamedTuple

from sysprobe.errors import AccessDenied, NoSuchProcess
from sysprobe.plugin import Context, hookimpl
from sysprobe.types.network import AF_LINK, Connection, Duplex, InterfaceAddress, InterfaceStats, NetIOCounters

from sysprobe_macos import _native, connections
from sysprobe_macos.identity import identify, wrong
from sysprobe_macos.kernel import ask

Found = tuple[str, int, int, bytes | None, int, bytes | None, bytes | None]

# Flags and families by Darwin's numbers (net/if.h, sys/socket.h).
BROADCAST = 0x2
LOOPBACK = 0x8
POINT_TO_POINT = 0x10
FAMILIES = {2: socket.AF_INET, 30: socket.AF_INET6}
LINK = 18
UP = 0x1
UP_AND_RUNNING = 0x41
# net/if_media.h
FULL_DUPLEX, HALF_DUPLEX = 0x100000, 0x200000
LINK_KNOWN, LINK_ACTIVE = 0x1, 0x2
FLAGS = (
    "up", "broadcast", "debug", "loopback", "pointopoint", "smart", "running", "noarp", "promisc", "allmulti",
    "oactive", "simplex", "link0", "link1", "link2", "multicast",
)  # fmt: skip


class Network:
    """Network of a Mac."""

    def __init__(self, context: Context) -> None:
        self._context = context

    @hookimpl
    def net_if_addrs(self) -> dict[str, list[InterfaceAddress]]:
        """See :meth:`sysprobe.Host.net_if_addrs`."""
        return interpret(ask(self._context, "net_if_addrs", _native.interface_addresses))

    @hookimpl
    def net_io_counters(self) -> dict[str, NetIOCounters]:
        """See :meth:`sysprobe.Host.net_io_counters`. ``sysctl(IFMIB_IFDATA)`` for each interface: the list of all tells
        bytes that are cut to 32 bits (macOS 13). Drops on the way out are the send queue's, as in ``netstat -d``.
        """
        answer = {}
        for one in self._interfaces("net_io_counters"):
            found = ask(self._context, "net_io_counters", partial(_native.interface_counters, one.number))
            if found is not None and found[0] == one.name:  # it may have gone since, or another one come
                answer[one.name] = counters(*found[1:])
        return answer

    @hookimpl
    def net_if_stats(self) -> dict[str, InterfaceStats]:
        """See :meth:`sysprobe.Host.net_if_stats`. Duplex mode and carrier: ``SIOCGIFMEDIA``."""
        found = self._interfaces("net_if_stats")
        return {
            one.name: one.stats(ask(self._context, "net_if_stats", partial(_native.media, one.name))) for one in found
        }

    @hookimpl
    def net_connections(self, tables: frozenset[str], owners: bool, tcp_info: bool) -> list[Connection]:
        """See :meth:`sysprobe.Host.net_connections`. The descriptors of every process, which only root may see:
        otherwise AccessDenied, as part of the sockets would pass for all. Sockets that no process holds (TIME_WAIT) are
        not told.
        """
        found = {}
        for pid in ask(self._context, "net_connections", _native.pids):
            try:
                found[pid] = _sockets(pid)
            except NoSuchProcess:
                continue
            except AccessDenied:
                raise AccessDenied(pid, message="only root may see the sockets of all processes") from None
        return connections.of_all(found, tables, owners=owners)

    def _interfaces(self, capability: str) -> list[Interface]:
        return [Interface._make(one) for one in ask(self._context, capability, _native.interfaces) if one[0]]


class Interface(NamedTuple):
    """What ``struct if_msghdr2`` tells."""

    name: str
    number: int
    flags: int
    mtu: int
    bits_per_second: int
    """0: none, or not known."""

    def stats(self, media: tuple[int, int] | None) -> InterfaceStats:
        """State and properties; `media`: the active medium and its state."""
        flags = tuple(name for bit, name in enumerate(FLAGS) if self.flags >> bit & 1)
        up = self.flags & UP_AND_RUNNING == UP_AND_RUNNING
        active, state = media or (0, 0)
        carrier = state & LINK_ACTIVE != 0 if self.flags & UP and state & LINK_KNOWN else None
        duplex = Duplex.FULL if active & FULL_DUPLEX else Duplex.HALF if active & HALF_DUPLEX else None
        speed = self.bits_per_second // 1_000_000 or None
        return InterfaceStats(
            self.number, up, None if carrier is False else duplex, speed, self.mtu, flags, carrier=carrier
        )


def counters(
    sent: int,
    received: int,
    packets_sent: int,
    packets_received: int,
    errors_in: int,
    errors_out: int,
    drops_in: int,
    multicast_in: int,
    collisions: int,
    drops_out: int,
) -> NetIOCounters:
    """The record, from the counters in the order of the C module."""
    return NetIOCounters(
        sent, received, packets_sent, packets_received, errors_in, errors_out, drops_in, drops_out, multicast_in,
        collisions,
    )  # fmt: skip


def _sockets(pid: int) -> list[_native.Socket]:
    """A process' sockets. What becomes of it while it is read makes an error, as of a single process."""
    before = identify(pid).number
    try:
        found = _native.sockets(pid)
    except OSError as error:
        raise wrong(pid, before, error) from error
    if identify(pid).number != before:
        raise NoSuchProcess(pid)
    return found


def interpret(found: list[Found]) -> dict[str, list[InterfaceAddress]]:
    """The records by interface, in the kernel's order. An interface without an address has an empty list."""
    answer: dict[str, list[InterfaceAddress]] = {}
    for name, flags, family, address, scope, mask, other in found:
        addresses = answer.setdefault(name, [])
        if address is None:
            continue
        if family == LINK:
            addresses.append(InterfaceAddress(AF_LINK, address.hex(":")))
        elif family in FAMILIES:
            addresses.append(_internet(FAMILIES[family], flags, address, scope, mask, other))
    return answer


def _internet(
    family: socket.AddressFamily, flags: int, address: bytes, scope: int, mask: bytes | None, other: bytes | None
) -> InterfaceAddress:
    length = prefix_length(mask)
    remote = None if other is None else socket.inet_ntop(family, other)
    whole = family == socket.AF_INET and length != 32 and not flags & LOOPBACK
    return InterfaceAddress(
        family=family,
        address=socket.inet_ntop(family, address),
        netmask=None if mask is None else socket.inet_ntop(family, mask),
        broadcast=remote if whole and flags & BROADCAST else None,
        ptp=remote if flags & POINT_TO_POINT else None,
        prefix_length=length,
        scope_id=scope or None,
    )


def prefix_length(mask: bytes | None) -> int | None:
    """How many bits a mask has set, from the left; None for one with holes."""
    if mask is None:
        return None
    bits = int.from_bytes(mask)
    width = 8 * len(mask)
    ones = bits.bit_count()
    return ones if bits == (1 << width) - (1 << (width - ones)) else None
