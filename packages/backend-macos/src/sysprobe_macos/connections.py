"""Sockets: what ``proc_pidfdinfo(PROC_PIDFDSOCKETINFO)`` tells of each descriptor, as records."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from sysprobe.types.network import Connection, ConnectionStatus, SocketAddress

if TYPE_CHECKING:
    from sysprobe_macos._native import Socket as Found

# Darwin's numbers (sys/socket.h, netinet/in.h, sys/proc_info.h).
UNIX, INET, INET6 = 1, 2, 30
TCP, UDP = 6, 17
WITHOUT_ADDRESSES = 0
ACCEPTS = 0x2
CONNECTED = 0x2
STREAM, DATAGRAM, SEQUENCED = 1, 2, 5

FAMILIES = {INET: socket.AF_INET, INET6: socket.AF_INET6}
TYPES = {STREAM: socket.SOCK_STREAM, DATAGRAM: socket.SOCK_DGRAM, SEQUENCED: socket.SOCK_SEQPACKET}
TABLES = {(TCP, INET): "tcp4", (TCP, INET6): "tcp6", (UDP, INET): "udp4", (UDP, INET6): "udp6"}
ORDER = ("tcp4", "tcp6", "udp4", "udp6", "unix")

# TSI_S_*
STATES = (
    ConnectionStatus.CLOSE,
    ConnectionStatus.LISTEN,
    ConnectionStatus.SYN_SENT,
    ConnectionStatus.SYN_RECV,
    ConnectionStatus.ESTABLISHED,
    ConnectionStatus.CLOSE_WAIT,
    ConnectionStatus.FIN_WAIT1,
    ConnectionStatus.CLOSING,
    ConnectionStatus.LAST_ACK,
    ConnectionStatus.FIN_WAIT2,
    ConnectionStatus.TIME_WAIT,
)


class Socket(NamedTuple):
    """What ``struct socket_fdinfo`` tells of one descriptor."""

    fd: int
    type: int
    protocol: int
    family: int
    kind: int
    tcp_state: int
    options: int
    state: int
    waiting: int
    waiting_limit: int
    received: int
    sent: int
    number: int | None
    """The same in every process that holds the socket; None if it is not told."""
    local: tuple[bytes, int]
    remote: tuple[bytes, int]

    @property
    def table(self) -> str | None:
        """The table that it belongs to; None for raw sockets, those of the kernel's own families, and closed ones."""
        if self.kind == WITHOUT_ADDRESSES:
            return None
        if self.family == UNIX:
            return "unix"
        return TABLES.get((self.protocol, self.family))

    def record(self, pid: int) -> Connection:
        """The record. Bytes that wait are counted, of a listening socket the connections."""
        listens = self.options & ACCEPTS != 0
        unix = self.family == UNIX
        return Connection(
            fd=self.fd,
            family=socket.AF_UNIX if unix else FAMILIES[self.family],
            type=TYPES.get(self.type, self.type),
            laddr=_path(self.local) if unix else _address(self.local),
            raddr=_path(self.remote) if unix else _address(self.remote),
            status=self._unix_status() if unix else self._tcp_status(),
            pid=pid,
            recv_queue=self.waiting if listens else self.received,
            send_queue=self.waiting_limit if listens else self.sent,
        )

    def _tcp_status(self) -> ConnectionStatus | None:
        return STATES[self.tcp_state] if 0 <= self.tcp_state < len(STATES) else None

    def _unix_status(self) -> ConnectionStatus | None:
        if self.options & ACCEPTS:
            return ConnectionStatus.LISTEN
        return ConnectionStatus.ESTABLISHED if self.state & CONNECTED else None


def of_process(pid: int, found: Iterable[Found], tables: frozenset[str]) -> list[Connection]:
    """The records of one process' sockets in these tables, by table and descriptor."""
    chosen = [one for one in map(Socket._make, found) if one.table in tables]
    return [one.record(pid) for one in sorted(chosen, key=lambda one: (ORDER.index(one.table or ""), one.fd))]


def of_all(found: Mapping[int, Iterable[Found]], tables: frozenset[str], *, owners: bool) -> list[Connection]:
    """The records of all processes' sockets in these tables: a socket that several hold is one.

    Where its number is not told, each holder's is a socket of its own.
    """
    held: dict[tuple[str, object], list[tuple[int, Socket]]] = {}
    for pid, one in _in_order(found):
        table = one.table
        if table is not None and table in tables:
            held.setdefault((table, (pid, one.fd) if one.number is None else one.number), []).append((pid, one))
    answer = []
    for _, holders in sorted(held.items(), key=lambda item: ORDER.index(item[0][0])):
        pid, first = holders[0]
        record = first.record(pid)
        everyone = tuple((holder, one.fd) for holder, one in holders)
        answer.append(replace(record, owners=everyone) if owners else record)
    return answer


def _in_order(found: Mapping[int, Iterable[Found]]) -> Iterator[tuple[int, Socket]]:
    for pid in sorted(found):
        for one in sorted(map(Socket._make, found[pid])):
            yield pid, one


def _path(end: tuple[bytes, int]) -> str | None:
    return os.fsdecode(end[0]) or None


def _address(end: tuple[bytes, int]) -> SocketAddress | None:
    """One end; None where there is none: the system then says port 0."""
    address, port = end
    if port == 0:
        return None
    return SocketAddress(socket.inet_ntop(socket.AF_INET if len(address) == 4 else socket.AF_INET6, address), port)
