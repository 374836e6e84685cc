"""Sockets: their two ends, states and owners."""

from __future__ import annotations

import argparse
import socket
from collections.abc import Iterator

from sysprobe.cli.layout import UNKNOWN, Section
from sysprobe.cli.output import number, size, text
from sysprobe.host import Host
from sysprobe.types.network import CONNECTION_KINDS, Connection, SocketAddress, TcpInfo

PROTOCOLS: dict[tuple[int, int], str] = {
    (socket.AF_INET, socket.SOCK_STREAM): "tcp",
    (socket.AF_INET6, socket.SOCK_STREAM): "tcp6",
    (socket.AF_INET, socket.SOCK_DGRAM): "udp",
    (socket.AF_INET6, socket.SOCK_DGRAM): "udp6",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which sockets, and what of them."""
    parser.add_argument("--kind", default="inet", choices=sorted(CONNECTION_KINDS), help="which sockets (inet)")
    parser.add_argument("--owners", action="store_true", help="show the processes that hold them")
    parser.add_argument("--tcp-info", action="store_true", help="show bytes, round-trip time and retransmits of TCP")


def collect(host: Host, options: argparse.Namespace) -> list[Connection]:
    """The sockets in the order in which the system lists them."""
    return host.net_connections(options.kind, owners=options.owners, tcp_info=options.tcp_info)


def sections(answer: list[Connection], options: argparse.Namespace) -> Iterator[Section]:
    """One row for each socket."""
    columns = ["protocol", "~local", "~remote", "status", ">recv-q", ">send-q"]
    if options.owners:
        columns += [">pid", ">fd"]
    if options.tcp_info:
        columns += [">sent", ">received", ">rtt ms", ">retransmits"]
    table = Section("Connections", tuple(columns))
    for each in answer:
        row = [
            protocol(each),
            end(each.laddr),
            end(each.raddr),
            text(each.status),
            number(each.recv_queue),
            number(each.send_queue),
        ]
        if options.owners:
            row += [number(each.pid), number(each.fd)]
        if options.tcp_info:
            row += _tcp(each.tcp)
        table.rows.append(tuple(row))
    yield table


def protocol(connection: Connection) -> str:
    """The name of its protocol."""
    known = PROTOCOLS.get((connection.family, connection.type))
    return known or f"unix {getattr(connection.type, 'name', connection.type)}".replace("SOCK_", "").lower()


def end(place: SocketAddress | str | None) -> str:
    """Address and port, or the path."""
    if place is None or isinstance(place, str):
        return text(place)
    return f"[{place.ip}]:{place.port}" if ":" in place.ip else f"{place.ip}:{place.port}"


def _tcp(info: TcpInfo | None) -> list[str]:
    if info is None:
        return [UNKNOWN] * 4
    rtt = None if info.rtt is None else info.rtt * 1000
    return [size(info.bytes_acked), size(info.bytes_received), number(rtt, 3), number(info.retransmits)]
