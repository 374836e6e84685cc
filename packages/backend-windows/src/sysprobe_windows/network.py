"""Interfaces, their addresses and counters: IP Helper (GetAdaptersAddresses, GetIfEntry2)."""

from __future__ import annotations

import socket
from typing import NamedTuple

from sysprobe.plugin import Context, hookimpl
from sysprobe.types.network import (
    AF_LINK,
    Connection,
    InterfaceAddress,
    InterfaceStats,
    NetIOCounters,
    OperState,
)

from sysprobe_windows import _native
from sysprobe_windows.calls import Calls
from sysprobe_windows.connections import TABLES, connection_of

# Families as Windows numbers them.
INET, INET6 = 2, 23

# IF_TYPE_PPP, IF_TYPE_SOFTWARE_LOOPBACK, IF_TYPE_TUNNEL: links on which nothing is broadcast.
WITHOUT_BROADCAST = frozenset((23, 24, 131))

# IF_OPER_STATUS; 4 is "unknown".
OPER_STATES = {
    1: OperState.UP,
    2: OperState.DOWN,
    3: OperState.TESTING,
    5: OperState.DORMANT,
    6: OperState.NOT_PRESENT,
    7: OperState.LOWER_LAYER_DOWN,
}

UNKNOWN_SPEED = 2**64 - 1


class Adapter(NamedTuple):
    """What GetAdaptersAddresses says of one adapter."""

    name: str | None
    guid: str | None
    number: int
    mtu: int
    type: int
    status: int
    speed: int
    luid: int
    physical: bytes
    addresses: list[tuple[int, bytes, int, int]]
    """Family, address, prefix length, scope id."""


class Row(NamedTuple):
    """What GetIfEntry2 says of one interface; the last eight are the fields of `NetIOCounters` in their order."""

    enabled: int
    media: int
    bytes_sent: int
    bytes_recv: int
    packets_sent: int
    packets_recv: int
    errin: int
    errout: int
    dropin: int
    dropout: int


class Network:
    """Interfaces of a Windows machine. Their names are those that the user sees and can change ("Ethernet 2")."""

    def __init__(self, context: Context) -> None:
        self._calls = Calls(context)

    @hookimpl
    def net_if_addrs(self) -> dict[str, list[InterfaceAddress]]:
        """See :meth:`sysprobe.Host.net_if_addrs`."""
        return {name: addresses_of(adapter) for name, adapter in self._adapters("net_if_addrs").items()}

    @hookimpl
    def net_if_stats(self) -> dict[str, InterfaceStats]:
        """See :meth:`sysprobe.Host.net_if_stats`."""
        adapters = self._adapters("net_if_stats")
        return {name: stats_of(adapter, self._row("net_if_stats", adapter)) for name, adapter in adapters.items()}

    @hookimpl
    def net_io_counters(self) -> dict[str, NetIOCounters]:
        """See :meth:`sysprobe.Host.net_io_counters`."""
        counters = {}
        for name, adapter in self._adapters("net_io_counters").items():
            row = self._row("net_io_counters", adapter)
            if row is not None:
                counters[name] = NetIOCounters(*row[2:])
        return counters

    @hookimpl
    def net_connections(self, tables: frozenset[str], owners: bool, tcp_info: bool) -> list[Connection]:
        """See :meth:`sysprobe.Host.net_connections`. The owner costs nothing; Windows has no table of Unix sockets."""
        connections = []
        for number, table in enumerate(TABLES):
            if table in tables:
                found = self._calls("net_connections", _native.sockets, number)
                connections += [connection_of(table, row) for row in found]
        return connections

    def _adapters(self, capability: str) -> dict[str, Adapter]:
        adapters = (Adapter._make(found) for found in self._calls(capability, _native.adapters))
        return {adapter.name or adapter.guid or str(adapter.number): adapter for adapter in adapters}

    def _row(self, capability: str, adapter: Adapter) -> Row | None:
        """None for an interface that has gone since."""
        row = self._calls.if_there(capability, _native.interface_row, adapter.luid)
        return None if row is None else Row._make(row)


def addresses_of(adapter: Adapter) -> list[InterfaceAddress]:
    """The records of an adapter's addresses, the hardware address first."""
    records = []
    if adapter.physical:
        records.append(InterfaceAddress(AF_LINK, adapter.physical.hex(":")))
    broadcasts = adapter.type not in WITHOUT_BROADCAST
    for family, address, prefix, scope in adapter.addresses:
        records.append(address_of(family, address, prefix, scope, broadcasts))
    return records


def address_of(family: int, address: bytes, prefix: int, scope: int, broadcasts: bool) -> InterfaceAddress:
    """The record of one address. All that it says comes from this address alone."""
    known = socket.AF_INET if family == INET else socket.AF_INET6
    text = socket.inet_ntop(known, address)
    if prefix > len(address) * 8:  # Windows says 255 where it does not know
        return InterfaceAddress(known, text, scope_id=scope_of(family, address, scope))
    ones = (1 << len(address) * 8) - 1
    mask = ones ^ ones >> prefix
    netmask = socket.inet_ntop(known, mask.to_bytes(len(address), "big"))
    broadcast = None
    if family == INET and broadcasts and 0 < prefix < 31:
        last = int.from_bytes(address, "big") | ones >> prefix
        broadcast = socket.inet_ntop(known, last.to_bytes(len(address), "big"))
    return InterfaceAddress(known, text, netmask, broadcast, None, prefix, scope_of(family, address, scope))


def scope_of(family: int, address: bytes, scope: int) -> int | None:
    """The interface of a link-local IPv6 address (fe80::/10); other addresses do not need it."""
    link_local = family == INET6 and address[0] == 0xFE and address[1] & 0xC0 == 0x80
    return scope if link_local and scope else None


def stats_of(adapter: Adapter, row: Row | None) -> InterfaceStats:
    """The record of an adapter's state. Windows does not tell the duplex mode."""
    speed = None if adapter.speed == UNKNOWN_SPEED else adapter.speed // 1_000_000 or None
    carrier = None
    if row is not None and row.enabled == 1 and row.media in (1, 2):
        carrier = row.media == 1
    return InterfaceStats(
        index=adapter.number,
        isup=adapter.status == 1,
        duplex=None,
        speed=speed,
        mtu=adapter.mtu,
        operstate=OPER_STATES.get(adapter.status),
        carrier=carrier,
        altnames=(adapter.guid,) if adapter.guid else (),
    )
