"""Sockets: GetExtendedTcpTable and GetExtendedUdpTable, with the process that owns each."""

from __future__ import annotations

import socket

from sysprobe.types.network import Connection, ConnectionStatus, SocketAddress

# The tables in the order of the C module's numbers.
TABLES = ("tcp4", "tcp6", "udp4", "udp6")

# MIB_TCP_STATE
STATES = {
    1: ConnectionStatus.CLOSE,
    2: ConnectionStatus.LISTEN,
    3: ConnectionStatus.SYN_SENT,
    4: ConnectionStatus.SYN_RECV,
    5: ConnectionStatus.ESTABLISHED,
    6: ConnectionStatus.FIN_WAIT1,
    7: ConnectionStatus.FIN_WAIT2,
    8: ConnectionStatus.CLOSE_WAIT,
    9: ConnectionStatus.CLOSING,
    10: ConnectionStatus.LAST_ACK,
    11: ConnectionStatus.TIME_WAIT,
    12: ConnectionStatus.DELETE_TCB,
}


def connection_of(table: str, found: tuple[bytes, int, bytes | None, int, int, int]) -> Connection:
    """The record of one row of a table."""
    local, local_port, remote, remote_port, state, pid = found
    return Connection(
        fd=None,
        family=socket.AF_INET if len(local) == 4 else socket.AF_INET6,
        type=socket.SOCK_STREAM if table.startswith("tcp") else socket.SOCK_DGRAM,
        laddr=end_of(local, local_port),
        raddr=None if remote is None else end_of(remote, remote_port),
        status=STATES.get(state),
        pid=pid or None,  # nobody owns what waits for its time to pass
    )


def end_of(address: bytes, port: int) -> SocketAddress | None:
    """One end; None where there is none: Windows then says port 0."""
    if port == 0:
        return None
    return SocketAddress(socket.inet_ntop(socket.AF_INET if len(address) == 4 else socket.AF_INET6, address), port)
