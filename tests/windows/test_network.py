import ipaddress
import os
import socket

import psutil
import pytest
import sysprobe
from live import between, eventually
from sysprobe.types.network import AF_LINK, InterfaceAddress
from windows import wine

# What tools/windows/wine.py gives to the machine that Wine sees.
MADE = "sysprobe0"


def addresses(family, name=MADE):
    return {a.address: a for a in sysprobe.net_if_addrs()[name] if a.family == family}


@pytest.fixture(scope="module")
def made():
    """The name of the interface whose addresses are known."""
    if not wine.running():
        pytest.skip("a real Windows has other interfaces")
    return MADE


def test_every_ipv4_address_of_an_adapter_has_its_own_netmask(made):
    """874, and the mask that leaked to the next address."""
    found = addresses(socket.AF_INET)
    assert found == {
        "192.0.2.1": InterfaceAddress(socket.AF_INET, "192.0.2.1", "255.255.255.0", "192.0.2.255", None, 24),
        "198.51.100.77": InterfaceAddress(socket.AF_INET, "198.51.100.77", "255.255.224.0", "198.51.127.255", None, 19),
        "203.0.113.9": InterfaceAddress(socket.AF_INET, "203.0.113.9", "255.255.255.255", None, None, 32),
    }


def test_ipv6_addresses_have_prefix_and_scope(made):
    def compare():  # the link-local address is there as soon as the link is
        found = addresses(socket.AF_INET6)
        world = found.pop("2001:db8::1")
        assert (world.prefix_length, world.netmask, world.scope_id) == (61, "ffff:ffff:ffff:fff8::", None)
        assert list(found) == ["fe80::5eff:fe10:1"]
        (local,) = found.values()
        assert local.prefix_length == 64
        assert local.scope_id == sysprobe.net_if_stats()[MADE].index

    eventually(compare)


def test_hardware_addresses_and_state(made):
    (link,) = addresses(AF_LINK).values()
    assert link == InterfaceAddress(AF_LINK, "02:00:5e:10:00:01")
    stats = sysprobe.net_if_stats()[MADE]
    assert (stats.isup, stats.mtu, stats.carrier, stats.operstate) == (True, 1400, True, "up")
    assert stats.altnames[0].startswith("{")


def test_loopback_has_neither_hardware_address_nor_broadcast(made):
    assert addresses(AF_LINK, "lo") == {}
    assert addresses(socket.AF_INET, "lo") == {
        "127.0.0.1": InterfaceAddress(socket.AF_INET, "127.0.0.1", "255.0.0.0", None, None, 8)
    }


def test_psutil_sees_the_same_addresses_and_masks():
    def compare():
        theirs, ours = psutil.net_if_addrs(), sysprobe.net_if_addrs()
        assert ours.keys() == theirs.keys()
        for name, found in theirs.items():
            mine = {a.address: a for a in ours[name]}
            for one in found:
                if one.family == psutil.AF_LINK:
                    assert one.address.lower().replace("-", ":") in mine
                else:
                    address = one.address.partition("%")[0]
                    assert mine[address].netmask == one.netmask or one.netmask is None

    eventually(compare)


def test_psutil_sees_the_same_state():
    def compare():
        theirs, ours = psutil.net_if_stats(), sysprobe.net_if_stats()
        assert {name: (s.isup, s.mtu, s.speed) for name, s in ours.items()} == {
            name: (s.isup, s.mtu, s.speed or None) for name, s in theirs.items()
        }

    eventually(compare)


def test_counters_lie_between_two_looks_of_psutil():
    def compare():
        before = psutil.net_io_counters(pernic=True, nowrap=False)
        ours = sysprobe.net_io_counters(pernic=True)
        after = psutil.net_io_counters(pernic=True, nowrap=False)
        assert ours.keys() == before.keys() == after.keys()
        for name, counters in ours.items():
            for field in before[name]._fields:
                between(getattr(before[name], field), getattr(counters, field), getattr(after[name], field))

    eventually(compare)


def test_what_is_sent_is_counted(made):
    """300 datagrams of 1000 bytes: at least so much, as others may send too."""
    before = sysprobe.net_io_counters(pernic=True)[made]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.bind(("192.0.2.1", 0))
        sender.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        for _ in range(300):
            sender.sendto(bytes(1000), ("192.0.2.255", 9))

    def compare():
        after = sysprobe.net_io_counters(pernic=True)[made]
        assert after.bytes_sent - before.bytes_sent >= 300_000
        assert after.packets_sent - before.packets_sent >= 300

    eventually(compare)


def test_every_mask_is_the_prefix():
    for found in sysprobe.net_if_addrs().values():
        for address in found:
            if address.prefix_length is not None:
                network = ipaddress.ip_network(f"{address.address}/{address.prefix_length}", strict=False)
                assert ipaddress.ip_address(address.netmask) == network.netmask
                assert address.broadcast in (None, str(network.broadcast_address))


@pytest.fixture
def sockets():
    """One of each kind, and both ends of a connection."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
        server.accept()[0] as accepted,
        socket.create_server(("::1", 0), family=socket.AF_INET6) as server6,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams,
        socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as datagrams6,
    ):
        datagrams.bind(("127.0.0.1", 0))
        datagrams6.bind(("::1", 0))
        yield server, client, accepted, server6, datagrams, datagrams6


def test_sockets_are_listed_with_their_owner(sockets):
    def compare():
        mine = [each for each in sysprobe.net_connections("inet") if each.pid == os.getpid()]
        found = {(each.family, each.type, each.laddr.port) for each in mine if each.laddr}
        assert {(s.family, s.type, s.getsockname()[1]) for s in sockets} <= found
        again = sysprobe.Process().net_connections("inet")
        assert {(c.laddr, c.raddr) for c in again} == {(c.laddr, c.raddr) for c in mine}

    eventually(compare)


def test_psutil_sees_the_same_sockets(sockets):
    def seen(connections):
        return {
            (c.family, c.type, tuple_of(c.laddr), tuple_of(c.raddr), c.status if c.status != "NONE" else None, c.pid)
            for c in connections
        }

    def compare():
        before = seen(psutil.net_connections("inet"))
        ours = seen(sysprobe.net_connections("inet"))
        after = seen(psutil.net_connections("inet"))
        assert before & after <= ours <= before | after

    eventually(compare)


def tuple_of(end):
    return (end.ip, end.port) if end else None
