"""What holds for the network on every system, whichever backend answers."""

import ipaddress
import socket

import pytest
import sysprobe
from live import between, eventually
from sysprobe.types.network import (
    AF_LINK,
    CONNECTION_KINDS,
    ConnectionStatus,
    Duplex,
    NetIOCounters,
    OperState,
    SocketAddress,
)

FIELDS = NetIOCounters.__match_args__


def known(ask, *arguments):
    try:
        return ask(*arguments)
    except (sysprobe.CapabilityUnavailable, sysprobe.AccessDenied) as error:  # macOS lists all sockets to root only
        pytest.skip(str(error))


def test_counters_are_counts():
    for name, counters in sysprobe.net_io_counters(pernic=True).items():
        assert isinstance(name, str)
        for field in FIELDS:
            value = getattr(counters, field)
            assert value is None or value >= 0, field


def test_the_sum_is_over_all_interfaces():
    host = sysprobe.Host()

    def sums():
        rows = host.net_io_counters(pernic=True)
        columns = {field: [getattr(each, field) for each in rows.values()] for field in FIELDS}
        return rows.keys(), {
            field: None if set(column) == {None} else sum(value or 0 for value in column)
            for field, column in columns.items()
        }

    def compare():
        names, low = sums()
        total = host.net_io_counters()
        after, high = sums()
        assert names == after  # no interface came or went
        for field in FIELDS:
            if low[field] is None:
                assert getattr(total, field) is None
            else:
                between(low[field], getattr(total, field), high[field])

    if host.net_io_counters() is not None:
        eventually(compare)


def test_state_of_interfaces():
    found = sysprobe.net_if_stats()
    assert len({each.index for each in found.values()}) == len(found)
    for each in found.values():
        assert each.mtu >= 0
        assert each.speed is None or each.speed > 0
        assert each.duplex is None or isinstance(each.duplex, Duplex)
        assert each.operstate is None or isinstance(each.operstate, OperState)
        assert isinstance(each.isup, bool)
        assert isinstance(each.flags, tuple)


def test_addresses_are_addresses():
    for addresses in sysprobe.net_if_addrs().values():
        for each in addresses:
            if each.family == AF_LINK:
                assert set(each.address) <= set("0123456789abcdef:")
                assert each.netmask is each.prefix_length is each.scope_id is None
                continue
            address = ipaddress.ip_address(each.address)
            assert address.version == {socket.AF_INET: 4, socket.AF_INET6: 6}[each.family]
            assert 0 <= each.prefix_length <= address.max_prefixlen
            assert mask_of(each.netmask) == (1 << each.prefix_length) - 1 << address.max_prefixlen - each.prefix_length
            assert (each.scope_id is not None) == (address.version == 6 and address.is_link_local)
            for other in (each.broadcast, each.ptp):
                assert other is None or ipaddress.ip_address(other).version == address.version


def mask_of(netmask):
    return int(ipaddress.ip_address(netmask))


def test_the_loopback_address_is_there():
    everything = [each.address for addresses in sysprobe.net_if_addrs().values() for each in addresses]
    with socket.create_server(("127.0.0.1", 0)):  # where it cannot be bound to, there is none
        assert "127.0.0.1" in everything


def test_a_listening_socket_and_a_connection_are_listed():
    host = sysprobe.Host()
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
        server.accept()[0],
    ):
        here, there = (SocketAddress(*each.getsockname()) for each in (server, client))

        def compare():
            found = {(each.laddr, each.raddr): each for each in known(host.net_connections, "tcp4")}
            assert found[here, None].status is ConnectionStatus.LISTEN
            assert found[here, there].status is found[there, here].status is ConnectionStatus.ESTABLISHED

        eventually(compare)


def test_our_own_sockets_are_listed():
    with socket.create_server(("127.0.0.1", 0)) as server:
        here = SocketAddress(*server.getsockname())
        (found,) = [each for each in sysprobe.Process().net_connections("tcp4") if each.laddr == here]
    assert (found.status, found.raddr) == (ConnectionStatus.LISTEN, None)


@pytest.mark.parametrize("kind", sorted(CONNECTION_KINDS))
def test_sockets_are_of_the_kind_asked_for(kind):
    for each in known(sysprobe.net_connections, kind):
        transport = "tcp" if each.type == socket.SOCK_STREAM else "udp"
        version = {socket.AF_INET: "4", socket.AF_INET6: "6"}.get(each.family)
        assert ("unix" if version is None else transport + version) in CONNECTION_KINDS[kind]
        assert each.status is None or isinstance(each.status, ConnectionStatus)
        for end in (each.laddr, each.raddr):
            if version is None:
                assert end is None or isinstance(end, str)
            elif end is not None:
                assert ipaddress.ip_address(end.ip).version == int(version)
                assert 0 < end.port < 65536


def test_another_kind_is_an_error():
    with pytest.raises(ValueError, match="kind must be one of"):
        sysprobe.net_connections("sctp")


def test_records_are_frozen():
    for counters in sysprobe.net_io_counters(pernic=True).values():
        with pytest.raises(AttributeError):
            counters.bytes_sent = 1
