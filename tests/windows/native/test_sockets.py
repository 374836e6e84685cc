import ipaddress
import socket

import pytest
from sysprobe.errors import BackendError
from sysprobe.types.network import ConnectionStatus, SocketAddress
from windows.native import buffers

TCP4, TCP6, UDP4, UDP6 = range(4)
ALL = frozenset(("tcp4", "tcp6", "udp4", "udp6", "unix"))


def ip(text):
    return ipaddress.ip_address(text).packed


@pytest.fixture
def network(machine, context):
    from sysprobe_windows.network import Network

    machine["sockets"] = bytes(4)
    return Network(context)


def test_a_socket_of_each_table(machine, network):
    machine["sockets", TCP4] = buffers.tcp4((5, ip("192.0.2.1"), 49152, ip("198.51.100.2"), 443, 8))
    machine["sockets", TCP6] = buffers.tcp6((2, ip("::"), 80, ip("::"), 0, 4), (11, ip("::1"), 81, ip("fe80::1"), 9, 0))
    machine["sockets", UDP4] = buffers.udp4((ip("0.0.0.0"), 53, 12), (ip("0.0.0.0"), 0, 12))
    machine["sockets", UDP6] = buffers.udp6((ip("2001:db8::1"), 65535, 16))
    found = network.net_connections(ALL, False, False)
    inet, inet6, stream, datagram = socket.AF_INET, socket.AF_INET6, socket.SOCK_STREAM, socket.SOCK_DGRAM
    assert [(c.family, c.type, c.laddr, c.raddr, c.status, c.pid) for c in found] == [
        (inet, stream, end("192.0.2.1", 49152), end("198.51.100.2", 443), ConnectionStatus.ESTABLISHED, 8),
        (inet6, stream, end("::", 80), None, ConnectionStatus.LISTEN, 4),
        (inet6, stream, end("::1", 81), end("fe80::1", 9), ConnectionStatus.TIME_WAIT, None),
        (inet, datagram, end("0.0.0.0", 53), None, None, 12),
        (inet, datagram, None, None, None, 12),
        (inet6, datagram, end("2001:db8::1", 65535), None, None, 16),
    ]
    assert {(c.fd, c.owners, c.tcp) for c in found} == {(None, None, None)}


def end(address, port):
    return SocketAddress(address, port)


def test_only_the_tables_that_are_asked_for_are_read(machine, network):
    assert network.net_connections(frozenset(("udp4", "unix")), True, True) == []
    assert [first for call, first, _ in machine.calls if call == "sockets"] == [UDP4]


def test_every_state_has_its_name(machine, network):
    machine["sockets", TCP4] = buffers.tcp4(*((state, bytes(4), 1, bytes(4), 1, 1) for state in range(14)))
    states = [c.status for c in network.net_connections(frozenset(("tcp4",)), False, False)]
    assert states[0] is states[13] is None
    assert set(states[1:13]) == set(ConnectionStatus)


def test_the_table_may_grow_between_two_calls(machine, network):
    """880: what fitted when its size was asked for does not fit any more."""
    asked = []

    def growing(table, size, _):
        asked.append(size)
        rows = [(2, bytes(4), 1 + n, bytes(4), 0, 1) for n in range(1000 * len(asked) if len(asked) < 5 else 4000)]
        data = buffers.tcp4(*rows)
        return data if len(data) <= size else (122, len(data) - 24)

    machine["sockets", TCP4] = growing
    assert len(network.net_connections(frozenset(("tcp4",)), False, False)) == 4000
    assert len(asked) > 2


def test_a_count_that_is_too_high_is_not_believed(machine, network):
    table = buffers.tcp4((2, bytes(4), 80, bytes(4), 0, 1))
    machine["sockets", TCP4] = b"\xff\xff\xff\xff" + table[4:]
    assert len(network.net_connections(frozenset(("tcp4",)), False, False)) == 1
    for size in range(4):
        machine["sockets", TCP4] = table[:size]
        assert network.net_connections(frozenset(("tcp4",)), False, False) == []


@pytest.mark.parametrize(("table", "call"), [("tcp6", "GetExtendedTcpTable"), ("udp4", "GetExtendedUdpTable")])
def test_a_failure_names_the_call(machine, network, table, call):
    machine["sockets"] = 5
    with pytest.raises(BackendError) as caught:
        network.net_connections(frozenset((table,)), False, False)
    assert caught.value.source == call


def test_a_table_that_does_not_exist(library):
    from sysprobe_windows import _native

    with pytest.raises(ValueError, match="no such table"):
        _native.sockets(4)


def test_the_sockets_of_one_process(machine, network, context):
    from sysprobe_windows.process import Process

    rows = [buffers.process(8, "a"), buffers.process(12, "b")]
    machine["query_system", 5] = lambda kind, size, base: buffers.process_list(rows, base)
    machine["sockets", UDP4] = buffers.udp4((bytes(4), 1, 8), (bytes(4), 2, 12), (bytes(4), 3, 8))
    found = Process(context).open_process(8, None).net_connections("inet")
    assert [c.laddr.port for c in found] == [1, 3]
